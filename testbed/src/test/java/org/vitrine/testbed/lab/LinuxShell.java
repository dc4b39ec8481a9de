package org.vitrine.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.vitrine.testbed.Checkout;
import org.vitrine.testbed.guest.DiskImages;

/** A Debian kernel that is booted directly, to the shell of its initramfs. */
final class LinuxShell {
    static final Duration BOOT = Duration.ofMinutes(8);
    /** For commands, and for powering off. */
    static final Duration STEP = Duration.ofMinutes(3);

    static final String PROMPT = "(initramfs) ";

    private LinuxShell() {}

    static VmSpec spec(Lab lab, String name) throws IOException, InterruptedException {
        return VmSpec.linux(name, lab.guest("vmlinuz"), lab.guest("initramfs"), "console=ttyS0 loglevel=7");
    }

    /** Boots it, runs commands and powers off; keeps what it said. @return that */
    static String run(Lab lab, VmSpec spec, String commands) throws IOException, InterruptedException {
        try (Vm vm = lab.boot(spec)) {
            vm.waitForSerial(PROMPT, BOOT);
            String said = vm.shell(commands, STEP);
            lab.keep(spec.name() + ".txt", said);
            vm.type("poweroff -f\n");
            assertThat(vm.await(STEP)).isZero();
            return said;
        }
    }

    /** Makes an empty raw image that the lab PC sees. @return where it is there */
    static Path disk(String name, long bytes) throws IOException {
        Path image = Checkout.target().resolve(name + ".raw");
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return DiskImages.shared(image);
    }
}
