package org.vitrine.display.scanout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.vitrine.display.link.RowSet;

/** Draws a mode into strings, a letter per colour. */
final class Drawing {
    /** Memory of a MiB, the least an adapter has. */
    final MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 4096);

    void put(int at, int... values) {
        for (int i = 0; i < values.length; i++) {
            memory.set(ValueLayout.JAVA_BYTE, (at + i) & 0xf_ffff, (byte) values[i]);
        }
    }

    /** All rows; colour 0x00RRGGBB is the character of that number, so that palettes are letters. */
    String[] draw(Mode mode, Blink blink) {
        String[] rows = new String[mode.height()];
        mode.draw(memory, blink, all(mode), (row, pixels) -> {
            StringBuilder line = new StringBuilder();
            for (int x = 0; x < mode.width(); x++) {
                line.append((char) pixels[x]);
            }
            rows[row] = line.toString();
        });
        return rows;
    }

    /** All rows as colours. */
    int[][] colors(Mode mode) {
        int[][] rows = new int[mode.height()][];
        mode.draw(memory, Blink.STILL, all(mode), (row, pixels) -> {
            rows[row] = java.util.Arrays.copyOf(pixels, mode.width());
        });
        return rows;
    }

    static RowSet all(Mode mode) {
        RowSet rows = new RowSet();
        rows.add(0, mode.height());
        return rows;
    }

    /** Colour number {@code i} is the letter {@code a + i}. */
    static int[] letters(int count) {
        int[] palette = new int[count];
        for (int i = 0; i < count; i++) {
            palette[i] = 'a' + i;
        }
        return palette;
    }
}
