package org.vitrine.display.scanout;

/**
 * Where each row of a graphics mode begins, as the CRT controller counts it (PS/2 Technical Reference, "CRT Controller").
 *
 * @param start bytes to the first row
 * @param stride bytes from one row of memory to the next
 * @param repeat how often every row of memory is shown, at least 1
 * @param splitRow the row after which the address starts again from 0; beyond the height for none
 * @param cgaRows whether bit {@code cgaShift} of the address is the row counter's bit 0: even and odd rows in two banks
 * @param cgaShift the bit of the address that {@code cgaRows} replaces, 14 or 15
 * @param herculesRows whether bit 15 is the row counter's bit 1
 */
public record Lines(
        int start, int stride, int repeat, int splitRow, boolean cgaRows, int cgaShift, boolean herculesRows) {
    private static final int HERCULES_BIT = 1 << 15;

    /** Rows one after the other. */
    public static Lines linear(int start, int stride) {
        return new Lines(start, stride, 1, Integer.MAX_VALUE, false, 0, false);
    }

    /** The address of each row. */
    int[] addresses(int height) {
        int[] addresses = new int[height];
        int base = start;
        int counter = 0;
        int shown = 0;
        // The banks are rows of one address: it moves on with the last of them.
        int last = (cgaRows ? 1 : 0) | (herculesRows ? 2 : 0);
        for (int row = 0; row < height; row++) {
            int address = base;
            if (cgaRows) {
                address = (address & ~(1 << cgaShift)) | ((counter & 1) << cgaShift);
            }
            if (herculesRows) {
                address = (address & ~HERCULES_BIT) | ((counter & 2) != 0 ? HERCULES_BIT : 0);
            }
            addresses[row] = address;
            if (++shown >= repeat) {
                if ((counter & last) == last) {
                    base += stride;
                }
                counter++;
                shown = 0;
            }
            if (row == splitRow) {
                base = 0;
            }
        }
        return addresses;
    }
}
