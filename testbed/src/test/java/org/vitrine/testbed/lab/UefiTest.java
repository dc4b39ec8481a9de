package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk.Bus;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.screen.Picture;
import org.vitrine.testbed.screen.TextScreen;
import org.vitrine.testbed.screen.VgaFont;

/**
 * OVMF, and what it boots. In a lab PC of its own that counts instructions: QEMU, which the lab PC is, aborts with a 64-bit UEFI guest in it otherwise
 * ({@code testbed/lab}).
 */
@Tag("lab")
@Tag("long")
class UefiTest {
    private static final Duration FIRMWARE = Duration.ofMinutes(15);
    private static final Duration LINUX = Duration.ofMinutes(20);
    private static final Duration STEP = Duration.ofMinutes(3);
    private static final Duration READING = Duration.ofMinutes(5);
    private static final int MEMORY_MIB = 384;
    private static final String VARIABLE = "VitrineTest -guid 11111111-2222-3333-4444-555555555555";
    private static final String PROMPT = "(initramfs) ";
    /** What Debian says of how it has been booted. */
    private static final String BOOTED = """
            cat /sys/firmware/efi/fw_platform_size; dmesg | grep 'EFI v'; efibootmgr; echo root-on $(grep ' / ' /proc/mounts)
            """;

    private final Path pictures = Checkout.target().resolve("lab");

    /**
     * A vCPU that waits for a file lets such a PC, whose idle time is skipped, run ahead by many ticks of a timer, and the guest gets the second of them
     * while it returns from the first, which is where QEMU aborts: what a machine needs is read before there is one.
     */
    private LabPc start() throws IOException, InterruptedException {
        LabPc pc = LabPc.start(Checkout.top(), Checkout.target().resolve("lab-uefi"), List.of("--counted"));
        try {
            String words =
                    "cat \"$1\"/app/target/product/* /usr/share/OVMF/* >/dev/null; find \"$2\"/lib -name modules -exec cat {} + -o -name '*.so' -exec cat {} + >/dev/null";
            pc.run(
                    READING,
                    List.of("bash", "-c", words, "read", Checkout.top().toString(), System.getProperty("java.home")));
            return pc;
        } catch (IOException | InterruptedException | RuntimeException e) {
            pc.close();
            throw e;
        }
    }

    private Vm boot(LabPc pc, VmSpec spec) throws IOException, InterruptedException {
        return Vm.boot(pc, Monitor.VITRINE_UEFI, spec, Checkout.top(), pictures);
    }

    @Test
    void the_shell_sets_a_variable_that_is_there_after_a_reset() throws IOException, InterruptedException {
        Path blank = GuestMedia.get(Checkout.top(), "blank.iso");
        try (LabPc pc = start();
                Vm vm = boot(pc, VmSpec.iso("uefi-shell", blank))) {
            vm.waitForSerial("Shell> ", FIRMWARE);
            vm.keep("shell");
            vm.type("setvar " + VARIABLE + " -bs -rt -nv =01020304\r");
            Thread.sleep(STEP.toMillis() / 60);
            int before = vm.said().length();
            vm.qmp("system_reset", Map.of());
            vm.waitFor(
                    "the shell again",
                    FIRMWARE,
                    picture -> saidSince(vm, before).contains("Shell> "));
            vm.type("dmpstore " + VARIABLE + "\r");
            vm.waitFor("the variable", STEP, picture -> saidSince(vm, before).contains("01 02 03 04"));
        }
    }

    @Test
    void grub_starts_debians_kernel_from_a_disc() throws IOException, InterruptedException {
        Path disc = GuestMedia.get(Checkout.top(), "uefi.iso");
        try (LabPc pc = start();
                Vm vm = boot(pc, VmSpec.iso("uefi-linux", disc).withCpus(2))) {
            vm.waitForSerial(PROMPT, LINUX);
            vm.keep("linux");
            vm.type(
                    "dmesg | grep -E 'EFI v|DMI:|MMCONFIG|ECAM'; cat /sys/class/dmi/id/chassis_asset_tag; ls /sys/firmware/efi; echo the-${PATH+end}\n");
            String said = vm.waitForSerial("the-end", STEP);
            vm.type("poweroff -f\n");

            assertThat(vm.await(STEP)).isZero();
            assertThat(said)
                    .contains(
                            "initramfs: 2 processors",
                            "EFI v2.",
                            "DMI: Vitrine Virtual Machine",
                            "uefi-linux",
                            "runtime")
                    .containsPattern("(MMCONFIG|ECAM).*reserved");
        }
    }

    @Test
    void memtest_runs_from_a_disc() throws IOException, InterruptedException {
        Path disc = GuestMedia.get(Checkout.top(), "memtest-x64.iso");
        try (LabPc pc = start();
                Vm vm = boot(pc, VmSpec.iso("uefi-memtest", disc).withMemoryMiB(256))) {
            vm.waitForSerial("BdsDxe: starting", FIRMWARE);
            VgaFont font = VgaFont.load(disc, 16);
            vm.waitFor(
                    "its first test",
                    FIRMWARE,
                    picture -> memtest(picture, font).contains("Status: Testing"));
            TextScreen screen = memtest(vm.keep("runs"), font);

            assertThat(screen.toString()).contains("Memtest86+ v", "Errors: 0").containsPattern("Test #\\d");
        }
    }

    /** It draws 80 columns and 25 lines in the middle of the screen, with a font of its own. */
    private static TextScreen memtest(Picture picture, VgaFont font) {
        int left = (picture.width() - 640) / 2;
        int top = (picture.height() - 400) / 2;
        return TextScreen.read(Picture.of(640, 400, (x, y) -> picture.at(left + x, top + y)), font);
    }

    @Test
    void the_loader_of_debians_installer_runs_from_a_disc() throws IOException, InterruptedException {
        Path disc = GuestMedia.get(Checkout.top(), "installer-efi.iso");
        try (LabPc pc = start();
                Vm vm = boot(pc, VmSpec.iso("uefi-installer", disc))) {
            vm.waitForSerial("BdsDxe: starting", FIRMWARE);
            // The shim says nothing; its GRUB draws a menu, takes keys from COM1 too, and is told to speak there as
            // well.
            Picture[] before = new Picture[1];
            vm.waitFor("GRUB's menu, drawn to its end", FIRMWARE, picture -> {
                boolean same = picture.equals(before[0]);
                before[0] = picture;
                return same && picture.width() == 800 && picture.colours() > 4;
            });
            vm.keep("menu");
            vm.type("c");
            Thread.sleep(STEP.toMillis() / 60);
            vm.type("terminal_output console\r");
            Thread.sleep(STEP.toMillis() / 60);
            vm.type("echo the-loader-is-$grub_cpu-$grub_platform-$prefix\r");
            vm.waitForSerial("the-loader-is-x86_64-efi-", STEP);
        }
    }

    @Test
    void debian_boots_from_a_disk_at_ahci() throws IOException, InterruptedException {
        try (Lab lab = new Lab(this::start, Checkout.top(), pictures, Monitor.VITRINE_UEFI)) {
            LabMachine machine = debian(lab, Bus.AHCI);
            try (Vm vm = machine.boot()) {
                String said = vm.shell(BOOTED, STEP);
                vm.type("systemctl poweroff\n");

                assertThat(vm.await(STEP)).isZero();
                assertBooted(said, "sda1");
            }
        }
    }

    @Test
    void debian_boots_from_a_virtio_disk_and_its_boot_entry_is_there_after_the_process_was_killed()
            throws IOException, InterruptedException {
        try (Lab lab = new Lab(this::start, Checkout.top(), pictures, Monitor.VITRINE_UEFI)) {
            LabMachine machine = debian(lab, Bus.VIRTIO);
            try (Vm vm = machine.boot()) {
                assertBooted(vm.shell(BOOTED, STEP), "vda1");
                String said = vm.shell(
                        "efibootmgr --create --disk /dev/vda --part 2 --label 'A new entry' --loader '\\EFI\\BOOT\\BOOTX64.EFI'",
                        STEP);
                assertThat(said).containsPattern("(?m)^Boot[0-9A-F]{4}\\* A new entry");
                vm.kill();
            }
            try (Vm vm = machine.boot()) {
                String said = vm.shell("efibootmgr -v", STEP);
                lab.keep("uefi-entry.txt", vm.said());

                assertThat(said).containsPattern("(?m)^Boot[0-9A-F]{4}\\* A new entry\tHD\\(2,MBR,.*BOOTX64.EFI");
            }
        }
    }

    private static void assertBooted(String said, String partition) {
        assertThat(said)
                .containsPattern("(?m)^64\\r?$")
                .contains("EFI v2.", "BootOrder: ", "root-on /dev/" + partition);
    }

    private static LabMachine debian(Lab lab, Bus bus) throws IOException, InterruptedException {
        MachineConfig hardware = MachineConfig.of(UUID.randomUUID(), "uefi-debian", MEMORY_MIB, 1)
                .withFirmware(Firmware.USUAL.withKind(Firmware.Kind.UEFI));
        return LabMachine.debian(lab, hardware, bus, 0);
    }

    private static String saidSince(Vm vm, int length) {
        try {
            return vm.said().substring(length);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
