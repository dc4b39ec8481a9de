package org.vitrine.engine.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the distribution's firmware: SeaBIOS with the BIOS of the display adapter, and OVMF. */
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

    /**
     * OVMF as distributions name it, without secure boot, of which the guest needs nothing more than the two flashes: the code, and what
     * its variables are before the first start. The larger build comes first: its room for variables is what Windows needs.
     */
    private static final List<UefiFiles> USUAL_PAIRS = List.of(
            // Debian, Ubuntu
            pair("/usr/share/OVMF", "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
            // Fedora, Gentoo
            pair("/usr/share/edk2/ovmf", "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
            // Arch
            pair("/usr/share/edk2/x64", "OVMF_CODE.4m.fd", "OVMF_VARS.4m.fd"),
            // openSUSE
            pair("/usr/share/qemu", "ovmf-x86_64-4m-code.bin", "ovmf-x86_64-4m-vars.bin"),
            pair("/usr/share/edk2/ovmf", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            pair("/usr/share/edk2/x64", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            pair("/usr/share/edk2-ovmf/x64", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            pair("/usr/share/edk2-ovmf", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            pair("/usr/share/edk2/OvmfX64", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            pair("/usr/share/OVMF", "OVMF_CODE.fd", "OVMF_VARS.fd"),
            pair("/usr/share/qemu", "ovmf-x86_64-code.bin", "ovmf-x86_64-vars.bin"),
            // QEMU's own
            pair("/usr/share/qemu", "edk2-x86_64-code.fd", "edk2-i386-vars.fd"),
            pair("/usr/local/share/qemu", "edk2-x86_64-code.fd", "edk2-i386-vars.fd"));

    /** Between KVM's own pages and 4 GiB there is room for so much. */
    private static final int MOST_FLASH = 16 << 20;

    private static final int FLASH_BLOCK = 4096;

    private final List<Path> places;
    private final List<UefiFiles> pairs;
    private final Path osRelease;

    /** UEFI firmware: the file of its code, and the one that its variables are copied from. */
    public record UefiFiles(Path code, Path variables) {}

    private static UefiFiles pair(String directory, String code, String variables) {
        return new UefiFiles(Path.of(directory, code), Path.of(directory, variables));
    }

    /** Looks in the usual places of Debian, Ubuntu, Fedora, Arch, openSUSE and Gentoo. */
    public FirmwareFiles() {
        this(USUAL_PLACES, USUAL_PAIRS, Path.of("/etc/os-release"));
    }

    /**
     * Looks elsewhere.
     *
     * @param places directories with the files of SeaBIOS
     * @param pairs of OVMF's files, the best first
     * @param osRelease os-release(5), which says what packages are called
     */
    public FirmwareFiles(List<Path> places, List<UefiFiles> pairs, Path osRelease) {
        this.places = places;
        this.pairs = pairs;
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
        FEDORA(List.of("fedora", "rhel", "centos"), "seabios-bin", "seavgabios-bin", "edk2-ovmf"),
        SUSE(List.of("suse", "opensuse", "sles"), "qemu-seabios", "qemu-vgabios", "qemu-ovmf-x86_64"),
        ARCH(List.of("arch"), "seabios", "seabios", "edk2-ovmf"),
        GENTOO(List.of("gentoo"), "seabios", "seabios", "edk2-bin"),
        DEBIAN(List.of("debian", "ubuntu"), "seabios", "seabios", "ovmf"),
        OTHER(List.of(), "seabios", "seabios", "ovmf");

        private final List<String> words;
        private final String biosPackage;
        private final String vgaPackage;
        private final String uefiPackage;

        Distribution(List<String> words, String biosPackage, String vgaPackage, String uefiPackage) {
            this.words = words;
            this.biosPackage = biosPackage;
            this.vgaPackage = vgaPackage;
            this.uefiPackage = uefiPackage;
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

    /**
     * OVMF: code and variables fill whole blocks of a flash, and both together fit below 4 GiB.
     *
     * @throws BootException if there is none
     */
    public UefiFiles uefi() throws BootException {
        for (UefiFiles pair : pairs) {
            if (Files.exists(pair.code) && Files.exists(pair.variables)) {
                return pair;
            }
        }
        throw new BootException("The UEFI firmware OVMF is not installed: install the package "
                + distribution().uefiPackage + ". It was looked for in "
                + pairs.stream()
                        .map(pair -> String.valueOf(pair.code.getParent()))
                        .distinct()
                        .collect(Collectors.joining(", "))
                + ".");
    }

    /** The content of one of OVMF's files. @param file of {@link #uefi()} */
    public byte[] uefiContent(Path file) throws BootException {
        return read(file, FLASH_BLOCK, MOST_FLASH / 2, FLASH_BLOCK, distribution().uefiPackage);
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
        return read(file, kind.least, kind.most, 1, packageName(kind));
    }

    private static byte[] read(Path file, int least, int most, int unit, String packageName) throws BootException {
        try {
            long size = Files.size(file);
            if (Files.isRegularFile(file) && size >= least && size <= most && size % unit == 0) {
                byte[] content = Files.readAllBytes(file);
                if (content.length == size) {
                    return content;
                }
            }
            throw new BootException("The firmware " + file + " is damaged (" + size + " bytes): install the package "
                    + packageName + " anew.");
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
