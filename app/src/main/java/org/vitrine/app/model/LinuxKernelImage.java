package org.vitrine.app.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** A kernel for direct boot, as far as one must look into it (Linux, Documentation/arch/x86/boot.rst). */
final class LinuxKernelImage {
    private static final int BOOT_FLAG_OFFSET = 0x1fe;
    private static final int BOOT_FLAG = 0xaa55;
    private static final int HEADER_OFFSET = 0x202;
    private static final int HEADER_MAGIC = 0x53726448;
    private static final int VERSION_OFFSET = 0x206;
    private static final int LOADFLAGS_OFFSET = 0x211;
    private static final int LOADED_HIGH = 1;
    /** The first protocol with the 64-bit entry point's flag. */
    private static final int VERSION_WITH_XLOADFLAGS = 0x20c;

    private LinuxKernelImage() {}

    /** @throws Refusal if the file is not a bzImage that the 64-bit boot protocol can start */
    static void check(Path path) throws Refusal {
        FileChecks.inspect(path, file -> {
            ByteBuffer header = ByteBuffer.allocate(0x240).order(ByteOrder.LITTLE_ENDIAN);
            while (header.hasRemaining() && file.read(header, header.position()) > 0) {
                continue;
            }
            boolean bzImage = Short.toUnsignedInt(header.getShort(BOOT_FLAG_OFFSET)) == BOOT_FLAG
                    && header.getInt(HEADER_OFFSET) == HEADER_MAGIC
                    && Short.toUnsignedInt(header.getShort(VERSION_OFFSET)) >= VERSION_WITH_XLOADFLAGS
                    && (header.get(LOADFLAGS_OFFSET) & LOADED_HIGH) != 0;
            if (!bzImage) {
                throw Refusal.of(Refusal.Cause.INPUT, "kernel.not-bzimage", path);
            }
        });
    }
}
