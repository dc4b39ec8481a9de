package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/** Debian with systemd, from SeaBIOS and GRUB on its disk up to a shell, and off again. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class DebianTest {
    private static final Duration BOOT = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofMinutes(4);

    @ParameterizedTest
    @CsvSource({"ahci,sda1", "nvme,nvme0n1p1"})
    void it_boots_from_qcow2_writes_and_powers_off(String bus, String partition, Lab lab)
            throws IOException, InterruptedException {
        Lab.Shared image = lab.shared("debian-" + bus + ".qcow2");
        DiskImages.convert("raw", lab.guest("debian.raw"), "qcow2", image.here());
        DiskImages.shared(image.here());

        boot(lab, VmSpec.disk("debian-" + bus, image.there(), "qcow2", bus), partition);

        DiskImages.run("qemu-img", "check", "-q", image.here().toString());
        Files.delete(image.here());
    }

    /** As QEMU names formats and subformats; ours read them, and what the guest writes goes into the overlay. */
    @ParameterizedTest
    @CsvSource({
        "vmdk,monolithicSparse,ahci,sda1",
        "vmdk,monolithicFlat,nvme,nvme0n1p1",
        "vmdk,twoGbMaxExtentSparse,ahci,sda1",
        "vmdk,streamOptimized,nvme,nvme0n1p1",
        "vdi,dynamic,ahci,sda1",
        "vpc,dynamic,nvme,nvme0n1p1",
        "vhdx,dynamic,ahci,sda1",
    })
    void it_boots_from_an_overlay_of_a_foreign_format(String format, String kind, String bus, String partition, Lab lab)
            throws IOException, InterruptedException {
        Path base = Files.createDirectories(Checkout.target().resolve("debian")).resolve(kind + "." + format);
        String[] option = format.equals("vmdk") ? new String[] {"-o", "subformat=" + kind} : new String[0];
        convert(lab.guest("debian.raw"), format, option, base);
        Lab.Shared overlay = lab.shared("debian-" + format + "-" + kind + ".qcow2");
        DiskImages.run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-F",
                format,
                "-b",
                base.toString(),
                overlay.here().toString());
        DiskImages.shared(overlay.here());

        boot(
                lab,
                VmSpec.disk(
                        "debian-" + format + "-" + kind.toLowerCase(java.util.Locale.ROOT),
                        overlay.there(),
                        "qcow2",
                        bus),
                partition);

        DiskImages.run("qemu-img", "check", "-q", overlay.here().toString());
        Files.delete(overlay.here());
    }

    private static void convert(Path raw, String format, String[] option, Path base)
            throws IOException, InterruptedException {
        java.util.List<String> command =
                new java.util.ArrayList<>(java.util.List.of("qemu-img", "convert", "-q", "-f", "raw", "-O", format));
        command.addAll(java.util.List.of(option));
        command.addAll(java.util.List.of(raw.toString(), base.toString()));
        DiskImages.run(command.toArray(String[]::new));
    }

    private static void boot(Lab lab, VmSpec spec, String partition) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(spec)) {
            vm.waitForSerial("(debian) ", BOOT);
            String said = vm.shell("""
                    echo root-on $(grep ' / ' /proc/mounts)
                    systemctl is-system-running --wait
                    systemctl --failed --no-legend --plain
                    cp -a /usr/lib/x86_64-linux-gnu/systemd /root/copy && sync && echo 3 >/proc/sys/vm/drop_caches
                    diff -r /usr/lib/x86_64-linux-gnu/systemd /root/copy && echo copy-is-${PATH+equal}
                    dmesg -r | grep '^<[0-3]>'
                    """, STEP);
            lab.keep(spec.name() + ".txt", said);
            vm.type("systemctl poweroff\n");

            assertThat(vm.await(STEP)).isZero();
            assertThat(said)
                    .contains("root-on /dev/" + partition)
                    .containsPattern("(?m)running\\r?$")
                    .contains("copy-is-equal")
                    .doesNotContain("I/O error", "EXT4-fs error");
        }
    }
}
