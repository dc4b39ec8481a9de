package org.vitrine.app.detect.disc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The version that an x86 Linux kernel's file gives (Linux/x86 boot protocol, kernel_version at 20Eh). */
final class LinuxKernel {
    /** Where discs keep the kernel that they start. */
    static final List<String> PLACES = List.of(
            "boot/linux",
            "linux",
            "install.amd/vmlinuz",
            "install.386/vmlinuz",
            "casper/vmlinuz",
            "live/vmlinuz",
            "images/pxeboot/vmlinuz",
            "isolinux/vmlinuz",
            "isolinux/linux",
            "boot/vmlinuz",
            "vmlinuz",
            "boot/x86_64/loader/linux",
            "arch/boot/x86_64/vmlinuz-linux",
            "boot/vmlinuz-lts",
            "boot/vmlinuz-virt",
            "boot/bzimage");

    private static final int HEADER = 0x210;
    private static final int MAGIC = 0x202;
    private static final int VERSION = 0x20e;
    private static final int MOST_VERSION = 256;

    private LinuxKernel() {}

    /** Such as {@code 6.1.0-50-amd64 (debian-kernel@lists.debian.org) #1 SMP …}; nothing if it is no such file. */
    static Optional<String> version(DiscFile file) throws IOException {
        ByteBuffer header = file.head(HEADER);
        if (header.limit() < HEADER
                || !StandardCharsets.ISO_8859_1
                        .decode(header.slice(MAGIC, 4))
                        .toString()
                        .equals("HdrS")) {
            return Optional.empty();
        }
        int at = Short.toUnsignedInt(header.getShort(VERSION)) + 0x200;
        String text =
                StandardCharsets.ISO_8859_1.decode(file.read(at, MOST_VERSION)).toString();
        int end = text.indexOf('\0');
        return Optional.of(end < 0 ? text : text.substring(0, end));
    }
}
