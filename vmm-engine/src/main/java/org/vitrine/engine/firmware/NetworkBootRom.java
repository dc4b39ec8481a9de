package org.vitrine.engine.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** iPXE as an option ROM, from which BIOS and UEFI start a machine over an Intel 82574L's network. */
public final class NetworkBootRom {
    /** Longer than any that iPXE has been. */
    static final int MOST = 1 << 20;

    private static final String FILE = "efi-e1000e.rom";
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/ipxe/qemu"),
            Path.of("/usr/share/ipxe/qemu"),
            Path.of("/usr/share/qemu"),
            Path.of("/usr/local/share/qemu"));

    private NetworkBootRom() {}

    /** @throws BootException with a sentence if this host has none */
    public static byte[] read() throws BootException {
        return read(PLACES);
    }

    static byte[] read(List<Path> places) throws BootException {
        for (Path place : places) {
            Path file = place.resolve(FILE);
            if (Files.isRegularFile(file)) {
                try (var in = Files.newInputStream(file)) {
                    byte[] rom = in.readNBytes(MOST + 1);
                    if (rom.length <= MOST && rom.length > 2 && rom[0] == 0x55 && rom[1] == (byte) 0xaa) {
                        return rom;
                    }
                    throw new BootException(
                            "%s is no option ROM; install Debian's package ipxe-qemu again.".formatted(file));
                } catch (IOException e) {
                    throw new BootException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
                }
            }
        }
        throw new BootException(
                "To start from a network a machine needs iPXE, which is not on this host; install Debian's package ipxe-qemu.");
    }
}
