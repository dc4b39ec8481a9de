package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/** The firmware boots a disk and writes to it; what it wrote is in the image. */
@Tag("kvm")
@Tag("slow")
class DiskBootTest {
    private static final int SECTOR = 512;
    private static final int FIRST_WRITTEN = 2;
    private static final int WRITTEN = 8;
    private static final String TEXT = "1 is what the host wrote\n";

    private final Path directory = Checkout.target().resolve("disk-boot");

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectories(directory);
    }

    @Test
    void seabios_boots_a_qcow2_disk_at_ahci_and_what_the_guest_writes_is_in_the_image() throws Exception {
        Path image = directory.resolve("ahci.qcow2");
        DiskImages.convert(
                "raw", DiskImages.bootable("sectors.asm", TEXT, directory.resolve("ahci.raw")), "qcow2", image);

        bootAndWrite(VmSpec.disk("disk-ahci", image, "qcow2", "ahci").withMemoryMiB(64));
        DiskImages.run("qemu-img", "check", "-q", image.toString());
        assertWritten(DiskImages.content(image, "qcow2"));
    }

    @Test
    void seabios_boots_a_disk_at_nvme_and_what_the_guest_writes_is_in_the_image() throws Exception {
        Path image = DiskImages.bootable("sectors.asm", TEXT, directory.resolve("nvme.raw"));

        bootAndWrite(VmSpec.disk("disk-nvme", image, "raw", "nvme").withMemoryMiB(64));
        assertWritten(Files.readAllBytes(image));
    }

    @Test
    void seabios_boots_a_virtio_disk_and_what_the_guest_writes_is_in_the_image() throws Exception {
        Path image = DiskImages.bootable("sectors.asm", TEXT, directory.resolve("virtio.raw"));

        bootAndWrite(VmSpec.disk("disk-virtio", image, "raw", "virtio").withMemoryMiB(64));
        assertWritten(Files.readAllBytes(image));
    }

    @Test
    void the_first_disk_is_booted_and_the_second_left_alone() throws Exception {
        Path first = DiskImages.bootable("sectors.asm", TEXT, directory.resolve("first.raw"));
        Path second = DiskImages.empty(directory.resolve("second.raw"));

        bootAndWrite(VmSpec.disk("disk-first", first, "raw", "ahci")
                .withDisk(second, "raw", "ahci")
                .withMemoryMiB(64));
        assertWritten(Files.readAllBytes(first));
        assertThat(Files.readAllBytes(second)).containsOnly(0);
    }

    private void bootAndWrite(VmSpec spec) throws IOException, InterruptedException {
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            String said = vm.waitForSerial("end", Duration.ofMinutes(3));
            assertThat(said).contains(TEXT).contains("9" + TEXT.substring(1)).doesNotContain("failed");
            JsonNode disk = vm.qmp("query-block", Map.of()).path(1);
            assertThat(disk.path("device").asText()).isEqualTo("disk0");
            assertThat(disk.path("removable").asBoolean(true)).isFalse();
            assertThat(disk.path("inserted").path("drv").asText())
                    .isEqualTo(spec.disks().getFirst().format());
            vm.qmp("quit", Map.of());
            assertThat(vm.await(Duration.ofMinutes(1))).isZero();
        }
    }

    private static void assertWritten(byte[] content) {
        for (int sector = FIRST_WRITTEN; sector < FIRST_WRITTEN + WRITTEN; sector++) {
            assertThat(new String(content, sector * SECTOR, TEXT.length(), StandardCharsets.US_ASCII))
                    .isEqualTo(sector + TEXT.substring(1));
        }
    }
}
