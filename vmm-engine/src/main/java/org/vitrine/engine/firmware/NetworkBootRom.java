package org.vitrine.engine.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.NetworkBootRomFile;

/**
 * iPXE as an option ROM (PCI Firmware Specification 3.0, 5.1), from which firmware starts a machine over the network of an interface. BIOS runs only what names the
 * very device.
 */
public final class NetworkBootRom {
    /** Longer than any that iPXE has been. All are as long, so that a saved machine can go on after the host's package has become another. */
    static final int LENGTH = 1 << 20;

    /** Where the header says where the PCI data structure is, and what is in that. */
    private static final int DATA_POINTER = 0x18;

    private static final byte[] DATA_SIGNATURE = {'P', 'C', 'I', 'R'};
    private static final int DATA_DEVICE = 6;
    /** Free for the byte that makes the sum of a BIOS's image zero. */
    private static final int BALANCE = 6;

    /** Without the legacy interface, for which iPXE's ROM is named, a virtio network device is this one (Virtual I/O Device 1.2, 4.1.2.1 and 5.1.1). */
    private static final int MODERN_VIRTIO_NET = 0x1041;

    private NetworkBootRom() {}

    /** The one for an interface of this model, with zeroes behind it. @throws BootException with a sentence if this host has none */
    public static byte[] read(Network.Model model) throws BootException {
        return read(
                model,
                NetworkBootRomFile.find(model)
                        .orElseThrow(() -> new BootException(
                                "To start from a network a machine needs iPXE, which is not on this host; install Debian's package %s, or take the network out of the boot order."
                                        .formatted(NetworkBootRomFile.PACKAGE))));
    }

    static byte[] read(Network.Model model, Path file) throws BootException {
        try (var in = Files.newInputStream(file)) {
            byte[] rom = in.readNBytes(LENGTH + 1);
            if (rom.length > LENGTH || !isRom(rom)) {
                throw new BootException("%s is no option ROM; install Debian's package %s again."
                        .formatted(file, NetworkBootRomFile.PACKAGE));
            }
            if (model == Network.Model.VIRTIO) {
                name(rom, MODERN_VIRTIO_NET);
            }
            return Arrays.copyOf(rom, LENGTH);
        } catch (IOException e) {
            throw new BootException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private static boolean isRom(byte[] rom) {
        if (rom.length < DATA_POINTER + 2 || rom[0] != 0x55 || rom[1] != (byte) 0xaa) {
            return false;
        }
        int data = data(rom);
        return data + DATA_DEVICE + 2 <= rom.length
                && Arrays.equals(rom, data, data + DATA_SIGNATURE.length, DATA_SIGNATURE, 0, DATA_SIGNATURE.length);
    }

    private static int data(byte[] rom) {
        return rom[DATA_POINTER] & 0xff | (rom[DATA_POINTER + 1] & 0xff) << 8;
    }

    /** Makes its first image, a BIOS's, that of another device of the same vendor. */
    private static void name(byte[] rom, int device) {
        int at = data(rom) + DATA_DEVICE;
        for (int i = 0; i < 2; i++) {
            byte next = (byte) (device >>> (8 * i));
            rom[BALANCE] += (byte) (rom[at + i] - next);
            rom[at + i] = next;
        }
    }
}
