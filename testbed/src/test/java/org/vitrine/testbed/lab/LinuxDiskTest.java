package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final Pattern SUM = Pattern.compile("sum-([0-9a-f]{32})");

    @ParameterizedTest
    @CsvSource({"ahci,sda", "nvme,nvme0n1"})
    void what_was_written_and_synced_is_there_after_the_next_boot(String bus, String name, Lab lab)
            throws IOException, InterruptedException {
        Path image = Checkout.target().resolve("linux-" + bus + ".qcow2");
        Files.deleteIfExists(image);
        DiskImages.run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "64M");
        VmSpec spec = LinuxShell.spec(lab, "disk-" + bus).withDisk(DiskImages.shared(image), "qcow2", bus);

        String written = LinuxShell.run(lab, spec, """
                dd if=/dev/urandom of=/data bs=1M count=8
                dd if=/data of=/dev/%1$s bs=256k seek=4 conv=fsync
                echo 3 >/proc/sys/vm/drop_caches
                cat /sys/block/%1$s/size /sys/block/%1$s/queue/write_cache
                dmesg | grep -i -E '%1$s|ata[0-9]|nvme'
                echo data-$(md5sum </data) sum-$(dd if=/dev/%1$s bs=1M skip=1 count=8 | md5sum)
                sync
                """.formatted(name));
        String read = LinuxShell.run(
                lab,
                spec.named(spec.name() + "-again"),
                "echo sum-$(dd if=/dev/%s bs=1M skip=1 count=8 | md5sum)\nsync\n".formatted(name));

        assertThat(written).contains("131072").contains("write back").contains("data-" + sum(written));
        assertThat(sum(read)).isEqualTo(sum(written));
    }

    private static String sum(String said) {
        Matcher sum = SUM.matcher(said);
        assertThat(sum.find()).as(said).isTrue();
        return sum.group(1);
    }
}
