package org.vitrine.testbed.screen;

/**
 * The shape in a character cell, 8 pixels wide and at most 16 rows high.
 *
 * @param upper rows 0 to 7, the first in the highest byte; in a row the left pixel is the highest bit
 * @param lower rows 8 to 15, likewise
 */
record Glyph(long upper, long lower) {
    private static final int CURSOR_ROWS = 4;

    static Glyph of(byte[] bitmap) {
        long[] halves = new long[2];
        for (int row = 0; row < bitmap.length; row++) {
            halves[row / 8] |= (bitmap[row] & 0xffL) << 56 - 8 * (row % 8);
        }
        return new Glyph(halves[0], halves[1]);
    }

    /** The same cell with ink and paper exchanged. */
    Glyph inverse(int rows) {
        long mask = rows > 8 ? -1L << 8 * (16 - rows) : 0;
        return new Glyph(~upper, rows > 8 ? ~lower & mask : lower);
    }

    /** The cell without the lines of a text cursor in its lowest rows. */
    Glyph withoutCursor(int rows) {
        byte[] bitmap = new byte[rows];
        for (int row = 0; row < rows; row++) {
            byte line = (byte) ((row < 8 ? upper : lower) >>> 56 - 8 * (row % 8));
            bitmap[row] = row >= rows - CURSOR_ROWS && line == (byte) 0xff ? 0 : line;
        }
        return of(bitmap);
    }
}
