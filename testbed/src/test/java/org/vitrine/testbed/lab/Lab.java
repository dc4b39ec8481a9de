package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A lab PC for tests, what they boot in it, and where they keep their pictures. */
final class Lab implements AutoCloseable {
    /** Makes a PC. */
    @FunctionalInterface
    interface Starter {
        LabPc start() throws IOException, InterruptedException;
    }

    private final Starter starter;
    private LabPc pc;
    private final Path checkout;
    private final Path pictures;
    private final Monitor monitor;

    Lab(Starter starter, Path checkout, Path pictures, Monitor monitor) throws IOException, InterruptedException {
        this.starter = starter;
        this.pc = starter.start();
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

    LabPc pc() {
        return pc;
    }

    /** A place for a file that the PC and this host both see. What is written elsewhere in the PC stays in its memory. */
    Shared shared(String name) throws IOException {
        Path here = pc.results().resolve(name);
        Files.deleteIfExists(here);
        return new Shared(here, Path.of(pc.there(here)));
    }

    /** @param here its path on this host @param there and in the PC */
    record Shared(Path here, Path there) {}

    /** Where what is kept for people to look at goes. */
    Path pictures() {
        return pictures;
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

    /** Whether the PC itself, which is software as well, no longer works: then no test in it says anything. */
    boolean isBroken() throws InterruptedException {
        return !pc.answers();
    }

    /** Puts a new PC in place of the present one. */
    void renew() throws IOException, InterruptedException {
        pc.close();
        pc = starter.start();
    }

    @Override
    public void close() {
        pc.close();
    }
}
