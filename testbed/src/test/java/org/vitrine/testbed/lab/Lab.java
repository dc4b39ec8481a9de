package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A lab PC for tests, what they boot in it, and where they keep their pictures. */
final class Lab implements AutoCloseable {
    private final LabPc pc;
    private final Path checkout;
    private final Path pictures;
    private final Monitor monitor;

    Lab(LabPc pc, Path checkout, Path pictures, Monitor monitor) {
        this.pc = pc;
        this.checkout = checkout;
        this.pictures = pictures;
        this.monitor = monitor;
    }

    Path guest(String name) throws IOException, InterruptedException {
        return GuestMedia.get(checkout, name);
    }

    /** Boots the product. */
    Vm boot(VmSpec spec) throws IOException, InterruptedException {
        return boot(monitor, spec);
    }

    Vm boot(Monitor other, VmSpec spec) throws IOException, InterruptedException {
        return Vm.boot(pc, other, spec, checkout, pictures);
    }

    /** What boots the product: the product, or its stand-in. */
    Monitor monitor() {
        return monitor;
    }

    /** Keeps a text beside the pictures. */
    void keep(String file, String text) throws IOException {
        Files.createDirectories(pictures);
        Files.writeString(pictures.resolve(file), text);
    }

    @Override
    public void close() {
        pc.close();
    }
}
