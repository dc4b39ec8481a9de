package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/** Debian's kernel with a disk on a qcow2 image: what it makes of it, and what is there after the next boot. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxDiskTest {
    private static final Duration BOOT = Duration.ofMinutes(8);
    private static final Duration STEP = Duration.ofMinutes(3);
    private static final String PROMPT = "(initramfs) ";
    private static final Pattern SUM = Pattern.compile("sum-([0-9a-f]{32})");

    @ParameterizedTest
    @CsvSource({"ahci,sda", "nvme,nvme0n1"})
    void what_was_written_and_synced_is_there_after_the_next_boot(String bus, String name, Lab lab)
            throws IOException, InterruptedException {
        Path image = Checkout.target().resolve("linux-" + bus + ".qcow2");
        Files.deleteIfExists(image);
        DiskImages.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "64M");
        VmSpec spec = VmSpec.linux(
                        "disk-" + bus, lab.guest("vmlinuz"), lab.guest("initramfs"), "console=ttyS0 loglevel=7")
                .withDisk(DiskImages.shared(image), "qcow2", bus);

        String written = boot(lab, spec, """
                dd if=/dev/urandom of=/data bs=1M count=8
                dd if=/data of=/dev/%1$s bs=256k seek=4 conv=fsync
                echo 3 >/proc/sys/vm/drop_caches
                cat /sys/block/%1$s/size /sys/block/%1$s/queue/write_cache
                dmesg | grep -i -E '%1$s|ata[0-9]|nvme'
                echo data-$(md5sum </data) sum-$(dd if=/dev/%1$s bs=1M skip=1 count=8 | md5sum)
                """.formatted(name));
        String read = boot(
                lab,
                spec.named(spec.name() + "-again"),
                "echo sum-$(dd if=/dev/%s bs=1M skip=1 count=8 | md5sum)\n".formatted(name));

        lab.keep(spec.name() + ".txt", written);
        assertThat(written).contains("131072").contains("write back").contains("data-" + sum(written));
        assertThat(sum(read)).isEqualTo(sum(written));
    }

    /** Runs commands in the shell and powers off. @return all that was said */
    private static String boot(Lab lab, VmSpec spec, String commands) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(spec)) {
            vm.waitForSerial(PROMPT, BOOT);
            String said = vm.shell(commands, STEP);
            vm.type("sync; poweroff -f\n");
            assertThat(vm.await(STEP)).isZero();
            return said;
        }
    }

    private static String sum(String said) {
        Matcher sum = SUM.matcher(said);
        assertThat(sum.find()).as(said).isTrue();
        return sum.group(1);
    }
}
