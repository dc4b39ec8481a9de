package org.vitrine.engine.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where this host has iPXE as an option ROM, from which firmware starts a machine over the network of an interface. */
public final class NetworkBootRomFile {
    /** The package that it comes in, by Debian's name. */
    public static final String PACKAGE = "ipxe-qemu";

    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/ipxe/qemu"),
            Path.of("/usr/share/ipxe/qemu"),
            Path.of("/usr/share/qemu"),
            Path.of("/usr/local/share/qemu"));

    private NetworkBootRomFile() {}

    /** Whether firmware needs it: an interface that has a place in the boot order does, unless it is virtio, for which UEFI has a driver of its own. */
    public static boolean isNeeded(Network network, Firmware.Kind firmware) {
        boolean known = network.model() == Network.Model.VIRTIO && firmware == Firmware.Kind.UEFI;
        return network.bootIndex() != null && !known;
    }

    /** The file for an interface of this model; empty if this host has none. */
    public static Optional<Path> find(Network.Model model) {
        return find(model, PLACES);
    }

    /** @param places directories, the first of which with such a file is taken */
    static Optional<Path> find(Network.Model model, List<Path> places) {
        return places.stream()
                .map(place -> place.resolve("efi-%s.rom".formatted(model.word())))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
