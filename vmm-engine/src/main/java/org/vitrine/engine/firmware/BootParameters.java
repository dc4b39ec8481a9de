package org.vitrine.engine.firmware;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Builds the page that a kernel is handed (Linux, {@code Documentation/arch/x86/zero-page.rst} and
 * {@code include/uapi/asm/bootparam.h}, struct boot_params). Numbers are little-endian.
 */
final class BootParameters {
    static final int SIZE = 4096;

    private static final int MAX_E820_ENTRIES = 128;
    private static final int UNKNOWN_LOADER = 0xff;

    private final ByteBuffer page = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

    BootParameters(LinuxKernel kernel, long address) {
        page.put(LinuxKernel.HEADER, kernel.header());
        page.put(0x210, (byte) UNKNOWN_LOADER);
        page.putInt(0x214, (int) address);
    }

    /** A VGA in its text mode of 80 columns and 25 lines of 16 scan lines (struct screen_info). */
    BootParameters textScreen() {
        int videoMode = 3;
        int columns = 80;
        int egaMemory256K = 3;
        int lines = 25;
        int isVga = 1;
        int points = 16;
        page.put(0x06, (byte) videoMode);
        page.put(0x07, (byte) columns);
        page.putShort(0x0a, (short) egaMemory256K);
        page.put(0x0e, (byte) lines);
        page.put(0x0f, (byte) isVga);
        page.putShort(0x10, (short) points);
        return this;
    }

    BootParameters commandLine(long address) {
        page.putInt(0x228, (int) address);
        return this;
    }

    BootParameters initrd(long address, long size) {
        page.putInt(0x218, (int) address);
        page.putInt(0x21c, (int) size);
        return this;
    }

    BootParameters rsdp(long address) {
        page.putLong(0x70, address);
        return this;
    }

    BootParameters memory(E820 map) {
        if (map.entries().size() > MAX_E820_ENTRIES) {
            throw new IllegalArgumentException("too many ranges of memory");
        }
        page.put(0x1e8, (byte) map.entries().size());
        page.put(0x2d0, map.encode());
        return this;
    }

    byte[] toByteArray() {
        return page.array();
    }
}
