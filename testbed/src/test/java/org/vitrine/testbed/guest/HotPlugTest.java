package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.config.MachineConfigFile;

/** Disks that come to a running guest, stay with it when it is saved, and go again; at an AHCI port and in a PCI Express slot. */
@Tag("kvm")
class HotPlugTest {
    /** The link is up; a device came, and the PHY became ready; both are interrupts. */
    private static final String COMES = "ahci 00000123 04010000 00400040\n";

    private static final String GOES = "ahci 00000000 00010000 00400000\n";

    @TempDir
    private Path directory;

    private Path machineFile;

    @BeforeEach
    void makeMachine() throws IOException, InterruptedException {
        Path kernel = AssembledGuest.kernel("hot-plug.asm", directory.resolve("guest"));
        for (String name : List.of("a", "b")) {
            DiskImages.run(
                    "qemu-img", "create", "-q", "-f", "qcow2", image(name).toString(), "8M");
        }
        machineFile = Files.writeString(directory.resolve("machine.json"), """
            {
              "version": 2, "uuid": "6b7b3a52-6a0c-4c0e-8d27-3c8b5d3c9a02", "name": "plugging", "memoryMiB": 64, "cpus": 1,
              "linux": {"kernel": "%s", "commandLine": ""}, "serial": "none", "devices": []
            }
            """.formatted(kernel));
    }

    private Path image(String name) {
        return directory.resolve(name + ".qcow2");
    }

    private void plug(MachineProcess vm, String driver, String id, String bus) throws Exception {
        vm.qmp(
                "blockdev-add",
                Map.of(
                        "driver",
                        "qcow2",
                        "node-name",
                        "node-" + id,
                        "file",
                        Map.of("driver", "file", "filename", image(id).toString())));
        vm.qmp("device_add", Map.of("driver", driver, "id", id, "drive", "node-" + id, "bus", bus));
    }

    private static List<String> buses(MachineProcess vm) throws Exception {
        List<String> buses = new ArrayList<>();
        for (JsonNode disk : vm.qmp("query-block", Map.of())) {
            buses.add(disk.path("device").textValue() + " "
                    + disk.path("x-vitrine-bus").textValue());
        }
        return buses;
    }

    /** In MiB. */
    private static List<String> sizes(MachineProcess vm) throws Exception {
        List<String> sizes = new ArrayList<>();
        for (JsonNode disk : vm.qmp("query-block", Map.of())) {
            sizes.add(disk.path("device").textValue() + " "
                    + (disk.at("/inserted/image/virtual-size").longValue() >> 20));
        }
        return sizes;
    }

    private List<String> configured() throws Exception {
        return MachineConfigFile.read(machineFile).disks().stream()
                .map(disk -> disk.id() + " " + disk.port())
                .toList();
    }

    /** @param identity the device's and the vendor's, as the guest says them */
    @ParameterizedTest
    @CsvSource({"nvme, 00101b36", "virtio-blk-pci, 10421af4"})
    void disks_come_grow_stay_over_a_save_and_go(String driver, String identity) throws Exception {
        String found = "found " + identity + "\n";
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            vm.await(said -> said.contains("begin"));
            plug(vm, "ide-hd", "a", "ide.3");
            vm.await(said -> said.contains(COMES));
            plug(vm, driver, "b", "pcie2");
            vm.await(said -> said.contains(found));
            vm.qmp("block_resize", Map.of("device", "b", "size", 16 << 20));

            assertThat(sizes(vm)).containsExactly("a 8", "b 16");
            assertThat(buses(vm)).containsExactly("a ide.3", "b pcie2");
            assertThat(configured()).containsExactly("a 3", "b 2");
            assertThatThrownBy(() -> plug(vm, "ide-hd", "a", "ide.4")).hasMessageContaining("has the image");
            JsonNode usage = vm.qmp("x-vitrine-query-usage", Map.of());
            assertThat(usage.at("/cpus/0/time-ns").longValue()).isPositive();
            assertThat(usage.at("/resident-bytes").longValue()).isPositive();
            assertThat(usage.path("disks")).hasSize(2);

            vm.begin("x-vitrine-save", "save", Map.of());
            assertThat(vm.exitStatus()).isZero();
        }
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            assertThat(buses(vm)).containsExactly("a ide.3", "b pcie2");
            vm.qmp("device_del", Map.of("id", "a"));
            assertThat(vm.awaitEvent("DEVICE_DELETED").path("device").textValue())
                    .isEqualTo("a");
            vm.await(said -> said.contains(GOES));
            vm.qmp("device_del", Map.of("id", "b"));
            assertThat(vm.awaitEvent("DEVICE_DELETED").path("device").textValue())
                    .isEqualTo("b");

            assertThat(vm.await(said -> said.contains("off"))).doesNotContain("begin");
            assertThat(buses(vm)).isEmpty();
            assertThat(configured()).isEmpty();
            plug(vm, driver, "b", "pcie2");
            vm.await(said -> said.contains(found));
            assertThat(vm.quit()).isZero();
        }
    }

    @Test
    void a_disk_that_the_guest_never_took_into_use_goes_at_once_and_others_stay_over_a_reset() throws Exception {
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            vm.await(said -> said.contains("begin"));
            vm.qmp("stop", Map.of());
            plug(vm, "nvme", "b", "pcie3");
            vm.qmp("cont", Map.of());
            vm.qmp("device_del", Map.of("id", "b"));
            assertThat(vm.awaitEvent("DEVICE_DELETED").path("device").textValue())
                    .isEqualTo("b");
            plug(vm, "ide-hd", "a", "ide.3");
            vm.await(said -> said.contains(COMES));
            vm.qmp("system_reset", Map.of());
            assertThat(buses(vm)).containsExactly("a ide.3");
            assertThat(vm.quit()).isZero();
        }
        assertThat(configured()).containsExactly("a 3");
    }
}
