package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vitrine.testbed.Checkout;

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
    private static final String VARIABLE = "VitrineTest -guid 11111111-2222-3333-4444-555555555555";
    private static final String PROMPT = "(initramfs) ";

    private final Path pictures = Checkout.target().resolve("lab");

    private LabPc start() throws IOException, InterruptedException {
        return LabPc.start(Checkout.top(), Checkout.target().resolve("lab-uefi"), List.of("--counted"));
    }

    @Test
    void the_shell_sets_a_variable_that_is_there_after_a_reset() throws IOException, InterruptedException {
        Path blank = GuestMedia.get(Checkout.top(), "blank.iso");
        try (LabPc pc = start();
                Vm vm = Vm.boot(pc, Monitor.VITRINE_UEFI, VmSpec.iso("uefi-shell", blank), Checkout.top(), pictures)) {
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
                Vm vm = Vm.boot(
                        pc,
                        Monitor.VITRINE_UEFI,
                        VmSpec.iso("uefi-linux", disc).withCpus(2),
                        Checkout.top(),
                        pictures)) {
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

    private static String saidSince(Vm vm, int length) {
        try {
            return vm.said().substring(length);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
