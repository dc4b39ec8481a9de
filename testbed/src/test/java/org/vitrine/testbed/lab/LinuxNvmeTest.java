package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Debian's kernel with an NVMe disk and two processors. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxNvmeTest {
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
        VmSpec spec = LinuxShell.spec(lab, "linux-nvme")
                .withCpus(2)
                .withDisk(LinuxShell.disk("linux-nvme", SIZE), "raw", "nvme");
        String said = LinuxShell.run(lab, spec, COMMANDS);

        assertThat(said).contains("Vitrine NVMe disk", "live", "discard-0", "zeroes-0");
        assertThat(said).as("the same sum twice").containsPattern("written-([0-9a-f]{32}) .*read-\\1");
        assertThat(said).as("two I/O queues").containsPattern("(?m)^2\\r?$");
        // What else the kernel complains of, LinuxTest compares with what it does under QEMU.
        assertThat(LinuxTest.complaints(said)).noneMatch(OF_THE_DISK.asPredicate());
    }
}
