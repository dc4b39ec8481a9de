package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Debian's kernel with a virtio disk, random numbers and console ports, and two processors. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxVirtioTest {
    private static final long SIZE = 64 << 20;
    private static final Pattern OF_THE_DEVICES =
            Pattern.compile("(?i)virtio|vda|I/O error|blk_|pci #|irq #|hwrng|hvc");

    private static final String COMMANDS = """
            cat /sys/block/vda/serial; echo; cat /sys/block/vda/cache_type /sys/block/vda/queue/discard_max_bytes
            grep -c 'virtio.*-req' /proc/interrupts
            dd if=/dev/urandom of=/data bs=1M count=16
            for i in 0 1 2 3; do
              (dd if=/data of=/dev/vda bs=4096 skip=$((i*1024)) seek=$((i*1024)) count=1024 oflag=direct conv=fsync,notrunc) &
            done
            wait
            echo 3 >/proc/sys/vm/drop_caches
            echo written-$(md5sum </data) read-$(dd if=/dev/vda bs=1M count=16 iflag=direct | md5sum)
            blkdiscard -o 1048576 -l 2097152 /dev/vda; echo discard-$?
            echo zeroes-$(dd if=/dev/vda bs=1M skip=1 count=2 iflag=direct | tr -d '\\0' | wc -c)
            cat /sys/class/misc/hw_random/rng_current
            echo random-$(dd if=/dev/hwrng bs=1024 count=8 iflag=fullblock | wc -c)
            cat /sys/class/virtio-ports/*/name
            for port in /dev/vport*p1; do echo from the guest >$port; done
            echo from its terminal >/dev/hvc0
            dmesg -r | grep -v '^<[567]>'
            """;

    @Test
    void it_reads_back_what_it_wrote_has_random_numbers_and_speaks_through_its_ports(Lab lab)
            throws IOException, InterruptedException {
        Lab.Shared terminal = lab.shared("virtio-terminal.txt");
        Lab.Shared channel = lab.shared("virtio-channel.txt");
        VmSpec spec = LinuxShell.spec(lab, "linux-virtio")
                .withCpus(2)
                .withDisk(LinuxShell.disk("linux-virtio", SIZE), "raw", "virtio")
                .with(
                        "--rng",
                        "--port",
                        "terminal,console,file=" + terminal.there(),
                        "--port",
                        "org.example.channel,file=" + channel.there());
        String said = LinuxShell.run(lab, spec, COMMANDS);

        assertThat(said)
                .contains("write back", "discard-0", "zeroes-0", "virtio_rng", "random-8192", "org.example.channel");
        assertThat(said).as("the same sum twice").containsPattern("written-([0-9a-f]{32}) .*read-\\1");
        assertThat(said).as("two queues").containsPattern("(?m)^2\\r?$");
        assertThat(Files.readString(channel.here())).isEqualTo("from the guest\n");
        assertThat(Files.readString(terminal.here())).contains("from its terminal");
        // What else the kernel complains of, LinuxTest compares with what it does under QEMU.
        assertThat(LinuxTest.complaints(said)).noneMatch(OF_THE_DEVICES.asPredicate());
    }
}
