package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.testbed.screen.Picture;
import org.vitrine.testbed.screen.TextScreen;

/** What SeaBIOS offers to boot, and in which order. */
@Tag("kvm")
@Tag("slow")
class BootMenuTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    @TempDir
    private Path directory;

    @Test
    void the_boot_menu_lists_drives_in_the_order_of_their_boot_indices() throws Exception {
        Path iso = AssembledGuest.iso("still.asm", directory.resolve("guest"));
        Path disk = Files.write(
                directory.resolve("disk.img"), AssembledGuest.bootSector("sectors.asm", directory.resolve("guest")));
        Path machineFile = Files.writeString(directory.resolve("machine.json"), """
                {
                  "version": 3, "uuid": "6b7b3a52-6a0c-4c0e-8d27-3c8b5d3c9a02", "name": "menu", "memoryMiB": 32,
                  "processor": {"sockets": 1, "cores": 1, "threads": 1},
                  "firmware": {"kind": "bios", "bootMenu": true},
                  "optical": [{"id": "cd0", "medium": "%s", "bootIndex": 2}, {"id": "cd1", "medium": "%s", "bootIndex": 0}],
                  "disks": [{"id": "disk0", "file": "%s", "format": "raw", "bus": "ahci", "bootIndex": 1}],
                  "serial": "none",
                  "devices": [{"id": "vga0", "kind": "VGA"}]
                }
                """.formatted(iso, iso, disk));
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            await(vm, "the prompt", screen -> screen.contains("Press ESC for boot menu"));
            vm.qmp("send-key", Map.of("keys", List.of(Map.of("type", "qcode", "data", "esc"))));
            TextScreen menu = await(
                    vm,
                    "a third line",
                    screen -> screen.lineOf("3. ") >= 0
                            && screen.line(screen.lineOf("3. ")).contains("]"));

            assertThat(menu.line(menu.lineOf("1. "))).contains("AHCI/1");
            assertThat(menu.line(menu.lineOf("2. "))).contains("AHCI/2");
            assertThat(menu.line(menu.lineOf("3. "))).contains("AHCI/0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtio", "e1000e"})
    void a_network_that_is_first_in_the_boot_order_is_started_from(String model) throws Exception {
        assumeTrue(
                Files.exists(Path.of("/usr/lib/ipxe/qemu/efi-%s.rom".formatted(model))), "ipxe-qemu is not installed");
        Path disk = Files.write(
                directory.resolve("disk.img"), AssembledGuest.bootSector("sectors.asm", directory.resolve("guest")));
        Path machineFile = Files.writeString(directory.resolve("machine.json"), """
                {
                  "version": 5, "uuid": "6b7b3a52-6a0c-4c0e-8d27-3c8b5d3c9a02", "name": "net", "memoryMiB": 64,
                  "processor": {"sockets": 1, "cores": 1, "threads": 1},
                  "firmware": {"kind": "bios"},
                  "disks": [{"id": "disk0", "file": "%s", "format": "raw", "bus": "ahci", "bootIndex": 1}],
                  "networks": [
                    {"id": "net0", "model": "%s", "mac": "52:54:00:12:34:56", "backend": {"kind": "none"}, "bootIndex": 0},
                    {"id": "net1", "model": "%s", "mac": "52:54:00:12:34:57", "backend": {"kind": "none"}}],
                  "serial": "none",
                  "devices": [{"id": "vga0", "kind": "VGA"}]
                }
                """.formatted(disk, model, model));
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            TextScreen screen = await(vm, "iPXE", now -> now.contains("starting execution"));

            assertThat(screen.contains("iPXE (PCI 00:08.0) starting execution")).isTrue();
            assertThat(screen.contains("00:09.0"))
                    .as("the card that nobody chose")
                    .isFalse();
        }
    }

    private TextScreen await(MachineProcess vm, String what, Predicate<TextScreen> condition)
            throws IOException, InterruptedException {
        Path file = directory.resolve("screen.ppm");
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            vm.qmp("screendump", Map.of("filename", file.toString()));
            TextScreen screen = TextScreen.read(Picture.read(file));
            if (condition.test(screen)) {
                return screen;
            }
            if (System.nanoTime() > end) {
                throw new IOException("no %s, but:%n%s".formatted(what, screen));
            }
            Thread.sleep(100);
        }
    }
}
