package org.vitrine.app.detect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Discs with the descriptors and files of the systems that Vitrine knows. */
final class SampleDiscs {
    private static final String ARCH_PUBLISHER = "ARCH LINUX <HTTPS://ARCHLINUX.ORG>";
    private static final String MICROSOFT = "MICROSOFT CORPORATION";

    private SampleDiscs() {}

    /** By what their detection is to say: id, title. */
    static Map<String, DiscWriter> all() {
        Map<String, DiscWriter> discs = new LinkedHashMap<>();
        linux(discs);
        windows(discs);
        discs.put(
                "freebsd-14.0|FreeBSD 14.0, 64-bit",
                disc().labels("14_0_RELEASE_AMD64_CD", "FreeBSD", "", "")
                        .file("bin/freebsd-version", "#!/bin/sh\nUSERLAND_VERSION=\"14.0-RELEASE-p3\"\n"));
        discs.put("freebsd-13.2|FreeBSD 13.2, 64-bit ARM", disc().volume("13_2_RELEASE_ARM64_AARCH64_CD"));
        discs.put("memtest86plus|Memtest86+, 32-bit", disc().volume("MT86PLUS_32"));
        discs.put(
                "ipxe|iPXE",
                disc().labels("ISOIMAGE", "", "HTTP://IPXE.ORG/", "IPXE  - OPEN SOURCE NETWORK BOOT FIRMWARE"));
        discs.put("grub|GRUB", disc().volume("ISOIMAGE").file("boot/grub/i386-pc/normal.mod", "module"));
        discs.put("unknown|Unknown system", disc().volume("HOLIDAY_PICTURES").file("1.jpg", "picture"));
        return discs;
    }

    private static void linux(Map<String, DiscWriter> discs) {
        discs.put(
                "debian-12|Debian 12 (bookworm), 64-bit",
                disc().volume("Debian 12.4.0 amd64 n")
                        .file(
                                ".disk/info",
                                "Debian GNU/Linux 12.4.0 \"Bookworm\" - Official amd64 NETINST with firmware"
                                        + " 20231210-17:56")
                        .file("install.amd/vmlinuz", kernel("6.1.0-15-amd64 (debian-kernel@lists.debian.org) #1 SMP"))
                        .file("efi/boot/bootx64.efi", "loader"));
        discs.put(
                "debian-11|Debian 11 (bullseye), 32-bit",
                disc().file(
                                ".disk/info",
                                "Debian GNU/Linux 11.7.0 \"Bullseye\" - Official i386 DVD Binary-1 20230429-10:50"));
        discs.put("debian-12|Debian 12 (bookworm), 64-bit ARM", disc().volume("Debian 12.2.0 arm64 n"));
        discs.put(
                "debian|Debian (trixie), 64-bit",
                disc().file(
                                ".disk/info",
                                "Debian GNU/Linux testing \"Trixie\" - Official Snapshot amd64 NETINST"
                                        + " 20240101-03:15"));
        discs.put("debian-13|Debian 13 (trixie), 64-bit", disc().volume("d-live 13.0.0 gn amd64"));
        discs.put(
                "ubuntu-22.04|Ubuntu 22.04.3 LTS, 64-bit",
                disc().volume("Ubuntu 22.04.3 LTS amd64")
                        .file(".disk/info", "Ubuntu 22.04.3 LTS \"Jammy Jellyfish\" - Release amd64 (20230807.2)"));
        discs.put(
                "ubuntu-server-24.04|Ubuntu Server 24.04.1 LTS, 64-bit ARM",
                disc().volume("Ubuntu-Server 24.04.1 LTS arm64")
                        .file(".disk/info", "Ubuntu-Server 24.04.1 LTS \"Noble Numbat\" - Release arm64 (20240827)"));
        discs.put(
                "ubuntu-23.10|Kubuntu 23.10, 64-bit",
                disc().file(".disk/info", "Kubuntu 23.10 \"Mantic Minotaur\" - Release amd64 (20231011)"));
        discs.put(
                "fedora-39|Fedora 39, 64-bit",
                disc().volume("Fedora-S-dvd-x86_64-39").file(".discinfo", "1698980000.0\n39\nx86_64\n"));
        discs.put(
                "fedora-40|Fedora 40, 64-bit ARM",
                disc().volume("Fedora-E-dvd-aarch64-40")
                        .file(".treeinfo", "[general]\narch = aarch64\nversion = 40\n"));
        discs.put(
                "fedora-41|Fedora 41, 64-bit",
                disc().volume("Fedora-WS-Live-41-1-4")
                        .file("images/pxeboot/vmlinuz", kernel("6.11.4-301.fc41.x86_64 (mockbuild@x) #1 SMP")));
        discs.put(
                "arch|Arch Linux 2024.01.01, 64-bit",
                disc().labels("ARCH_202401", "", ARCH_PUBLISHER, "ARCH LINUX LIVE/RESCUE DVD")
                        .file("arch/version", "2024.01.01\n")
                        .file("arch/x86_64/airootfs.sfs", "squashfs"));
        discs.put("arch|Arch Linux 2023.12", disc().volume("ARCH_202312"));
        discs.put("opensuse-leap-15.5|openSUSE Leap 15.5, 64-bit", disc().volume("openSUSE-Leap-15.5-DVD-x86_64-491"));
        discs.put("opensuse-tumbleweed|openSUSE Tumbleweed, 64-bit", disc().volume("openSUSE-Tumbleweed-DVD-x86_64-2"));
        discs.put(
                "opensuse-leap-15.6|openSUSE Leap 15.6",
                disc().volume("INSTALL").file("media.1/products", "/ openSUSE-Leap 15.6-1\n"));
        discs.put(
                "alpine-3.18|Alpine Linux 3.18.4, 64-bit",
                disc().volume("alpine-std 3.18.4 x86_64").file(".alpine-release", "alpine-std-3.18.4 230928\n"));
        discs.put("alpine-3.19|Alpine Linux 3.19.0, 32-bit", disc().volume("alpine-virt 3.19.0 x86"));
        discs.put(
                "nixos-23.11|NixOS 23.11, 64-bit",
                disc().volume("nixos-minimal-23.11-x86_64").file("nix-store.squashfs", "squashfs"));
        discs.put("nixos|NixOS", disc().volume("MINE").file("nix-store.squashfs", "squashfs"));
        discs.put(
                "linux|Kali GNU/Linux 2023.4, 64-bit",
                disc().volume("KALI")
                        .file(
                                ".disk/info",
                                "Kali GNU/Linux 2023.4 \"Kali-last-snapshot\" - Official amd64 BD Binary-1"));
        discs.put(
                "linux|Linux, 64-bit",
                disc().volume("MYLINUX").file("boot/vmlinuz", kernel("6.6.8-x86_64 (me@here) #1 SMP")));
        discs.put(
                "debian-12|Debian 12 (bookworm), 32-bit",
                disc().volume("ISOIMAGE")
                        .file("boot/linux", kernel("6.1.0-50-686 (debian-kernel@lists.debian.org) #1 SMP Debian 6.1.1"))
                        .file("boot/grub/i386-pc/normal.mod", "module"));
    }

    private static void windows(Map<String, DiscWriter> discs) {
        discs.put("windows-7|Windows 7, 64-bit", windows("GRMCPRXFRER_DE_DVD", 6, 1, 7601, 9, "Client"));
        discs.put("windows-7|Windows 7, 32-bit", disc().labels("GRMCULFRER_EN_DVD", "", MICROSOFT, ""));
        discs.put("windows-8|Windows 8, 64-bit", windows("HRM_CCSA_X64FRE_EN-US_DV5", 6, 2, 9200, 9, "Client"));
        discs.put("windows-8.1|Windows 8.1, 64-bit", windows("IR5_CENA_X64FREV_EN-US_DV9", 6, 3, 9600, 9, "Client"));
        discs.put("windows-10|Windows 10, 64-bit", windows("CCCOMA_X64FRE_EN-US_DV9", 10, 0, 19041, 9, "Client"));
        discs.put("windows-10|Windows 10, 32-bit", disc().labels("CCCOMA_X86FRE_EN-US_DV9", "", MICROSOFT, ""));
        discs.put("windows-11|Windows 11, 64-bit", windows("CPBA_X64FREV_EN-US_DV9", 10, 0, 26100, 9, "Client"));
        discs.put("windows-11|Windows 11, 64-bit ARM", windows("CPBA_A64FRE_EN-US_DV9", 10, 0, 22631, 12, "Client"));
        discs.put("windows|Windows 10 or 11, 64-bit", disc().labels("CCCOMA_X64FRE_EN-GB_DV9", "", MICROSOFT, ""));
        discs.put(
                "windows-server-2008-r2|Windows Server 2008 R2, 64-bit",
                windows("GRMSXFRER_EN_DVD", 6, 1, 7601, 9, "Server"));
        discs.put(
                "windows-server-2012|Windows Server 2012, 64-bit",
                windows("HRM_SSS_X64FREE_EN-US_DV5", 6, 2, 9200, 9, "Server"));
        discs.put(
                "windows-server-2012-r2|Windows Server 2012 R2, 64-bit",
                windows("IR3_SSS_X64FREE_EN-US_DV9", 6, 3, 9600, 9, "Server Core"));
        discs.put("windows-server-2016|Windows Server 2016, 64-bit", server(14393));
        discs.put("windows-server-2019|Windows Server 2019, 64-bit", server(17763));
        discs.put("windows-server-2022|Windows Server 2022, 64-bit", server(20348));
        discs.put("windows-server-2025|Windows Server 2025, 64-bit", server(26100));
    }

    static DiscWriter disc() {
        return new DiscWriter().boots(true, true);
    }

    private static DiscWriter server(int build) {
        return windows("SSS_X64FREE_EN-US_DV9", 10, 0, build, 9, "Server");
    }

    private static DiscWriter windows(String label, int major, int minor, int build, int processor, String kind) {
        return disc().labels(label, "", MICROSOFT, "CDIMAGE 2.56 (01/01/2005 TM)")
                .udf()
                .file("sources/install.wim", wim(major, minor, build, processor, kind))
                .file("setup.exe", "MZ");
    }

    /** A Windows image that holds nothing but its header and what is said of its system. */
    private static byte[] wim(int major, int minor, int build, int processor, String kind) {
        String xml = ("\ufeff<WIM><IMAGE"
                        + " INDEX=\"1\"><WINDOWS><ARCH>%d</ARCH><INSTALLATIONTYPE>%s</INSTALLATIONTYPE><VERSION>"
                        + "<MAJOR>%d</MAJOR><MINOR>%d</MINOR><BUILD>%d</BUILD></VERSION></WINDOWS></IMAGE></WIM>")
                .formatted(processor, kind, major, minor, build);
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_16LE);
        ByteBuffer wim = ByteBuffer.allocate(5000 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        wim.put("MSWIM\0\0\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(208);
        wim.putLong(72, 2L << 56 | bytes.length).putLong(80, 5000);
        wim.put(5000, bytes);
        return wim.array();
    }

    static byte[] kernel(String version) {
        ByteBuffer kernel = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        kernel.put(0x202, "HdrS".getBytes(StandardCharsets.ISO_8859_1));
        kernel.putShort(0x20e, (short) 0x600);
        kernel.put(0x800, version.getBytes(StandardCharsets.ISO_8859_1));
        return kernel.array();
    }
}
