package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/** Debian's kernel with an NVMe disk and two processors. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxNvmeTest {
    private static final Duration BOOT = Duration.ofMinutes(8);
    private static final Duration STEP = Duration.ofMinutes(3);
    private static final String PROMPT = "(initramfs) ";
    private static final long SIZE = 64 << 20;
    private static final Pattern OF_THE_DISK = Pattern.compile("(?i)nvme|I/O error|blk_|pci #|irq #");

    private static final String COMMANDS = """
            cat /sys/class/nvme/nvme0/model /sys/class/nvme/nvme0/firmware_rev /sys/class/nvme/nvme0/state
            grep -c 'nvme0q[12]$' /proc/interrupts
            dd if=/dev/urandom of=/data bs=1M count=16
            for i in 0 1 2 3; do
              (dd if=/data of=/dev/nvme0n1 bs=4096 skip=$((i*1024)) seek=$((i*1024)) count=1024 oflag=direct conv=fsync,notrunc) &
            done
            wait
            echo 3 >/proc/sys/vm/drop_caches
            echo written-$(md5sum </data) read-$(dd if=/dev/nvme0n1 bs=1M count=16 iflag=direct | md5sum)
            blkdiscard -o 1048576 -l 2097152 /dev/nvme0n1; echo discard-$?
            echo zeroes-$(dd if=/dev/nvme0n1 bs=1M skip=1 count=2 iflag=direct | tr -d '\\0' | wc -c)
            dmesg -r | grep -v '^<[567]>'
            """;

    @Test
    void it_reads_back_what_it_wrote_and_complains_of_nothing(Lab lab) throws IOException, InterruptedException {
        String said = boot(lab, "linux-nvme");

        assertThat(said).contains("Vitrine NVMe disk", "live", "discard-0", "zeroes-0");
        assertThat(said).as("the same sum twice").containsPattern("written-([0-9a-f]{32}) .*read-\\1");
        assertThat(said).as("two I/O queues").containsPattern("(?m)^2\\r?$");
        // What else the kernel complains of, LinuxTest compares with what it does under QEMU.
        assertThat(LinuxTest.complaints(said)).noneMatch(OF_THE_DISK.asPredicate());
    }

    private static String boot(Lab lab, String name) throws IOException, InterruptedException {
        Path image = Checkout.target().resolve(name + ".raw");
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        VmSpec spec = VmSpec.linux(name, lab.guest("vmlinuz"), lab.guest("initramfs"), "console=ttyS0 loglevel=7")
                .withCpus(2)
                .withDisk(DiskImages.shared(image), "raw", "nvme");
        try (Vm vm = lab.boot(spec)) {
            vm.waitForSerial(PROMPT, BOOT);
            String said = vm.shell(COMMANDS, STEP);
            lab.keep(name + ".txt", said);
            vm.type("poweroff -f\n");
            assertThat(vm.await(STEP)).isZero();
            return said;
        }
    }
}
