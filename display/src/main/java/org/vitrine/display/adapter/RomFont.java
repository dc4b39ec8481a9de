package org.vitrine.display.adapter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Finds the font of the VGA's text modes in a video BIOS: 256 glyphs in the order of code page 437, the top row first. */
final class RomFont {
    /** Rows of a glyph, a byte each. */
    static final int ROWS = 16;

    private static final int SIZE = 256 * ROWS;
    private static final int SPACE = ' ';
    private static final int FULL_BLOCK = 0xdb;
    private static final int UPPER_HALF = 0xdf;

    private final MemorySegment rom;

    private RomFont(MemorySegment rom) {
        this.rom = rom;
    }

    /** The glyphs, {@value #ROWS} bytes each; null if the BIOS has none. */
    static byte @Nullable [] find(MemorySegment rom) {
        RomFont font = new RomFont(rom);
        for (long start = 0; start + SIZE <= rom.byteSize(); start++) {
            if (font.isAt(start)) {
                return rom.asSlice(start, SIZE).toArray(ValueLayout.JAVA_BYTE);
            }
        }
        return null;
    }

    /** A table is known by the glyphs that leave no choice: the blank ones, the full block and the upper half. */
    private boolean isAt(long start) {
        long half = start + (long) UPPER_HALF * ROWS;
        return filled(start + (long) FULL_BLOCK * ROWS, ROWS, 0xff)
                && filled(start, ROWS, 0)
                && filled(start + (long) SPACE * ROWS, ROWS, 0)
                && filled(half, ROWS / 2 - 1, 0xff)
                && filled(half + ROWS / 2, ROWS / 2, 0);
    }

    private boolean filled(long start, int count, int value) {
        for (int i = 0; i < count; i++) {
            if ((rom.get(ValueLayout.JAVA_BYTE, start + i) & 0xff) != value) {
                return false;
            }
        }
        return true;
    }
}
