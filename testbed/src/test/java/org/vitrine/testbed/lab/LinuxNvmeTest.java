package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/** Debian's kernel with an NVMe disk and two processors, on Vitrine and on QEMU. Under two processors the lab PC itself breaks down now and then, whoever is in it. */
@Tag("lab")
@Tag("long")
@ExtendWith(LabExtension.class)
class LinuxNvmeTest {
    private static final Duration BOOT = Duration.ofMinutes(8);
    private static final Duration STEP = Duration.ofMinutes(3);
    private static final String PROMPT = "(initramfs) ";
    private static final long SIZE = 64 << 20;

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
            dmesg -r | grep -v '^<[567]>'; echo the-${PATH+end}
            """;

    @Test
    void it_reads_back_what_it_wrote_and_complains_of_nothing_that_it_does_not_under_qemu(Lab lab)
            throws IOException, InterruptedException {
        String ours = boot(lab, lab.monitor(), "linux-nvme");
        String qemus = boot(lab, Monitor.QEMU, "linux-nvme-qemu");

        assertThat(ours).contains("Vitrine NVMe disk", "live", "discard-0", "zeroes-0");
        assertThat(ours).as("the same sum twice").containsPattern("written-([0-9a-f]{32}) .*read-\\1");
        assertThat(ours).as("two I/O queues").containsPattern("(?m)^2\\r?$");
        Set<String> complaints = LinuxTest.complaints(ours);
        complaints.removeAll(LinuxTest.complaints(qemus));
        assertThat(complaints).isEmpty();
    }

    private static String boot(Lab lab, Monitor monitor, String name) throws IOException, InterruptedException {
        Path image = Checkout.target().resolve(name + ".raw");
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        VmSpec spec = VmSpec.linux(name, lab.guest("vmlinuz"), lab.guest("initramfs"), "console=ttyS0 loglevel=7")
                .withCpus(2)
                .withDisk(DiskImages.shared(image), "raw", "nvme");
        try (Vm vm = lab.boot(monitor, spec)) {
            vm.waitForSerial(PROMPT, BOOT);
            vm.type(COMMANDS);
            String said = vm.waitForSerial("the-end", STEP);
            lab.keep(name + ".txt", said);
            vm.type("poweroff -f\n");
            assertThat(vm.await(STEP)).isZero();
            return said;
        }
    }
}
