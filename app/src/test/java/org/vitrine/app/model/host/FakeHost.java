package org.vitrine.app.model.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrine.app.model.host.KvmProbe.Answer;
import org.vitrine.app.model.host.KvmProbe.Outcome;

/** A host made of a folder of files and an answer of KVM. It starts as a healthy Debian on an AMD processor. */
public final class FakeHost {
    private final Path root;
    private Answer kvm = new Answer(Outcome.USABLE, 0, 1024, false);

    public FakeHost(Path root) {
        this.root = root;
        with("/proc/cpuinfo", "processor\t: 0\nflags\t\t: fpu svm\n\nprocessor\t: 1\nflags\t\t: fpu svm\n");
        with("/proc/meminfo", "MemTotal:        8388608 kB\nMemAvailable:    4194304 kB\n");
        with("/proc/modules", "kvm_amd 200704 0 - Live 0x0\n");
        with("/etc/group", "root:x:0:\nkvm:x:104:\n");
        with("/etc/os-release", "ID=debian\n");
        with("/usr/share/seabios/bios-256k.bin", "bios");
        with("/usr/share/seabios/vgabios-stdvga.bin", "vgabios");
    }

    public FakeHost with(String file, String content) {
        try {
            Path path = root.resolve(file.substring(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public FakeHost without(String file) {
        try {
            Files.delete(root.resolve(file.substring(1)));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public FakeHost kvm(Outcome outcome, int errno) {
        kvm = new Answer(outcome, errno, 0, false);
        return this;
    }

    public FakeHost kvmAllowing(int cpus) {
        kvm = new Answer(Outcome.USABLE, 0, cpus, false);
        return this;
    }

    public HostCheck check() {
        return new HostCheck(new HostFiles(root), () -> kvm, "ada");
    }
}
