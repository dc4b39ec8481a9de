package org.vitrine.testbed.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vitrine.testbed.lab.GuestMedia;

/**
 * Debian's kernel from its first line on COM1 to that of its first process, booted directly by both, in the lab: in instructions, since
 * KVM without hardware boots no kernel.
 */
final class LinuxBoot implements Measurement {
    private static final double MOST = 1.0;
    private static final String FIRST = "Linux version";
    private static final String LAST = "initramfs:";
    private static final String WORDS = "earlyprintk=serial,ttyS0,115200 console=ttyS0";

    @Override
    public String name() {
        return "linux";
    }

    @Override
    public List<Finding> measure(Tools tools) throws IOException, InterruptedException {
        Path kernel = GuestMedia.get(tools.checkout(), "vmlinuz");
        Path initrd = GuestMedia.get(tools.checkout(), "initramfs");
        List<Path> files = List.of(kernel, initrd, tools.yardsticks().resolve("stamp"));
        String here = "cp /out/vmlinuz /out/initramfs /out/stamp /dev/shm && cd /dev/shm && ./stamp " + LAST + " ";
        double ours = millions(tools.counted(
                here
                        + tools.vitrine()
                        + " boot --headless --serial stdio --memory 512 --kernel vmlinuz --initrd initramfs --append '"
                        + WORDS
                        + "'",
                files));
        double theirs = millions(tools.counted(
                here
                        + Tools.QEMU
                        + " -nodefaults -no-user-config -machine q35,accel=kvm -cpu host -m 512 -vga std -display none"
                        + " -serial stdio -kernel vmlinuz -initrd initramfs -append '"
                        + WORDS
                        + "'",
                files));
        return List.of(Finding.ratioAtMost("Debian's kernel to init, in the lab", "M instr.", ours, theirs, MOST));
    }

    /** Microseconds of a clock that counts a nanosecond an instruction, to millions of instructions. */
    private static double millions(String stamped) throws IOException {
        return (time(stamped, LAST) - time(stamped, FIRST)) / 1000.0;
    }

    private static long time(String stamped, String text) throws IOException {
        return stamped.lines()
                .filter(line -> line.contains(text))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .findFirst()
                .orElseThrow(() -> new IOException("No “%s” in:%n%s".formatted(text, stamped)));
    }
}
