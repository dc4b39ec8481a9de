package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.lab.Here;
import org.vitrine.testbed.lab.Monitor;
import org.vitrine.testbed.lab.Vm;
import org.vitrine.testbed.lab.VmSpec;

/** The host has no space for what a guest writes: a limit on the size of files stands for a full file system. */
@Tag("kvm")
@Tag("slow")
class FullDiskTest {
    private static final String TEXT = "1 is what the host wrote\n";
    private static final int FIRST_WRITTEN = 2;
    private static final int WRITTEN = 8;
    /** Less than any image, and more than a log. */
    private static final long LIMIT = 128 << 10;

    private final Path directory = Checkout.target().resolve("full-disk");

    @Test
    void the_machine_pauses_and_goes_on_when_there_is_space_with_nothing_lost()
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path base = DiskImages.bootable("sectors.asm", TEXT, directory.resolve("base.raw"));
        Path overlay = directory.resolve("overlay.qcow2");
        Files.deleteIfExists(overlay);
        DiskImages.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base.toString(), "-F", "raw", "" + overlay);

        VmSpec spec = VmSpec.disk("full-disk", overlay, "qcow2", "ahci").withMemoryMiB(64);
        try (Here here = new Here(directory);
                Vm vm = Vm.boot(here, Monitor.VITRINE, spec, Checkout.top(), directory)) {
            vm.qmp("stop", Map.of());
            long pid = vm.processId();
            DiskImages.run("prlimit", "--pid", "" + pid, "--fsize=" + LIMIT + ":");
            vm.qmp("cont", Map.of());

            awaitStatus(vm, "io-error");
            JsonNode disk = vm.qmp("query-block", Map.of()).path(1);
            assertThat(disk.path("io-status").asText()).isEqualTo("nospace");
            assertThat(vm.said()).contains(TEXT).doesNotContain("failed", "end");

            // Still no space: it pauses again, and the guest hears of nothing.
            vm.qmp("cont", Map.of());
            awaitStatus(vm, "io-error");
            assertThat(vm.said()).doesNotContain("failed");

            DiskImages.run("prlimit", "--pid", "" + pid, "--fsize=unlimited:");
            vm.qmp("cont", Map.of());
            assertThat(vm.waitForSerial("end", Duration.ofMinutes(2))).doesNotContain("failed");
            assertThat(vm.qmp("query-block", Map.of()).path(1).path("io-status").asText())
                    .isEqualTo("ok");
            vm.qmp("quit", Map.of());
            assertThat(vm.await(Duration.ofMinutes(1))).isZero();
        }
        DiskImages.run("qemu-img", "check", "-q", overlay.toString());
        byte[] content = DiskImages.content(overlay, "qcow2");
        for (int sector = FIRST_WRITTEN; sector < FIRST_WRITTEN + WRITTEN; sector++) {
            assertThat(new String(content, sector * 512, TEXT.length(), StandardCharsets.US_ASCII))
                    .isEqualTo(sector + TEXT.substring(1));
        }
    }

    private static void awaitStatus(Vm vm, String wanted) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        String status;
        do {
            Thread.sleep(100);
            status = vm.qmp("query-status", Map.of()).path("status").asText();
        } while (!status.equals(wanted) && System.nanoTime() < end);
        assertThat(status).as(vm.said()).isEqualTo(wanted);
    }
}
