package org.vitrine.engine.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the distribution's SeaBIOS: its BIOS and the BIOS of the display adapter. */
public final class FirmwareFiles {
    private static final List<Path> USUAL_PLACES = List.of(
            Path.of("/usr/share/seabios"),
            Path.of("/usr/share/seavgabios"),
            Path.of("/usr/share/qemu"),
            Path.of("/usr/share/qemu-kvm"),
            Path.of("/usr/share/vgabios"),
            Path.of("/usr/lib/qemu"),
            Path.of("/usr/local/share/seabios"),
            Path.of("/usr/local/share/qemu"));

    private final List<Path> places;
    private final Path osRelease;

    /** Looks in the usual places of Debian, Ubuntu, Fedora, Arch, openSUSE and Gentoo. */
    public FirmwareFiles() {
        this(USUAL_PLACES, Path.of("/etc/os-release"));
    }

    FirmwareFiles(List<Path> places, Path osRelease) {
        this.places = places;
        this.osRelease = osRelease;
    }

    private enum Kind {
        BIOS("bios-256k.bin", 256 << 10, 256 << 10),
        VGA_BIOS("vgabios-stdvga.bin", 512, 64 << 10);

        private final String fileName;
        private final int least;
        private final int most;

        Kind(String fileName, int least, int most) {
            this.fileName = fileName;
            this.least = least;
            this.most = most;
        }
    }

    /** Distributions by the words of os-release, and what the packages are called there; the first match counts. */
    private enum Distribution {
        FEDORA(List.of("fedora", "rhel", "centos"), "seabios-bin", "seavgabios-bin"),
        SUSE(List.of("suse", "opensuse", "sles"), "qemu-seabios", "qemu-vgabios"),
        DEBIAN(List.of("debian", "ubuntu"), "seabios", "seabios"),
        OTHER(List.of(), "seabios", "seabios");

        private final List<String> words;
        private final String biosPackage;
        private final String vgaPackage;

        Distribution(List<String> words, String biosPackage, String vgaPackage) {
            this.words = words;
            this.biosPackage = biosPackage;
            this.vgaPackage = vgaPackage;
        }
    }

    /** SeaBIOS, 256 KiB, which end at 4 GiB; the last 128 KiB end at 1 MiB too. */
    public byte[] bios() throws BootException {
        return read(Kind.BIOS);
    }

    /** The option ROM of the display adapter, at most 64 KiB. */
    public byte[] vgaBios() throws BootException {
        return read(Kind.VGA_BIOS);
    }

    /** Where the option ROM of the display adapter lies. */
    public Path vgaBiosFile() throws BootException {
        return find(Kind.VGA_BIOS);
    }

    private byte[] read(Kind kind) throws BootException {
        return read(kind, find(kind));
    }

    private Path find(Kind kind) throws BootException {
        for (Path place : places) {
            Path file = place.resolve(kind.fileName);
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new BootException("The firmware SeaBIOS (" + kind.fileName + ") is not installed: install the package "
                + packageName(kind) + ". It was looked for in "
                + places.stream().map(Path::toString).collect(Collectors.joining(", ")) + ".");
    }

    private byte[] read(Kind kind, Path file) throws BootException {
        try {
            long size = Files.size(file);
            if (Files.isRegularFile(file) && size >= kind.least && size <= kind.most) {
                byte[] content = Files.readAllBytes(file);
                if (content.length == size) {
                    return content;
                }
            }
            throw new BootException("The firmware " + file + " is damaged (" + size + " bytes): install the package "
                    + packageName(kind) + " anew.");
        } catch (IOException e) {
            throw new BootException("The firmware " + file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private String packageName(Kind kind) {
        Distribution distribution = distribution();
        return kind == Kind.BIOS ? distribution.biosPackage : distribution.vgaPackage;
    }

    private Distribution distribution() {
        List<String> words;
        try {
            words = Files.readAllLines(osRelease).stream()
                    .filter(line -> line.startsWith("ID=") || line.startsWith("ID_LIKE="))
                    .flatMap(line ->
                            List.of(line.toLowerCase(Locale.ROOT)
                                            .replaceAll("^[a-z_]*=", "")
                                            .split("[^a-z]+", 0))
                                    .stream())
                    .toList();
        } catch (IOException e) {
            return Distribution.OTHER;
        }
        for (Distribution distribution : Distribution.values()) {
            if (distribution.words.stream().anyMatch(words::contains)) {
                return distribution;
            }
        }
        return Distribution.OTHER;
    }
}
