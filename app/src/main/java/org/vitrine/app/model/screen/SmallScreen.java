package org.vitrine.app.model.screen;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A picture made small: each pixel is the mean of those that it covers.
 *
 * @param argb rows without gaps, opaque
 */
public record SmallScreen(int width, int height, int[] argb) {
    private static final int OPAQUE = 0xff000000;

    /**
     * Makes a picture small enough for a room; one that fits already keeps its size.
     *
     * @param pixels rows of 32-bit pixels, {@code stride} bytes from one to the next
     * @param roomWidth at most so wide, as is the height
     */
    static SmallScreen of(MemorySegment pixels, int stride, int width, int height, int roomWidth, int roomHeight) {
        double scale = Math.min(1, Math.min((double) roomWidth / width, (double) roomHeight / height));
        int smallWidth = Math.max(1, (int) Math.round(width * scale));
        int smallHeight = Math.max(1, (int) Math.round(height * scale));
        int[] result = new int[smallWidth * smallHeight];
        int[] row = new int[width];
        long[] red = new long[smallWidth];
        long[] green = new long[smallWidth];
        long[] blue = new long[smallWidth];
        for (int y = 0; y < smallHeight; y++) {
            int top = y * height / smallHeight;
            int bottom = Math.max(top + 1, (y + 1) * height / smallHeight);
            for (int line = top; line < bottom; line++) {
                MemorySegment.copy(pixels, ValueLayout.JAVA_INT_UNALIGNED, (long) line * stride, row, 0, width);
                for (int x = 0; x < smallWidth; x++) {
                    int end = end(x, width, smallWidth);
                    for (int column = x * width / smallWidth; column < end; column++) {
                        red[x] += row[column] >> 16 & 0xff;
                        green[x] += row[column] >> 8 & 0xff;
                        blue[x] += row[column] & 0xff;
                    }
                }
            }
            for (int x = 0; x < smallWidth; x++) {
                long covered = (long) (bottom - top) * (end(x, width, smallWidth) - x * width / smallWidth);
                result[y * smallWidth + x] = OPAQUE
                        | (int) (red[x] / covered) << 16
                        | (int) (green[x] / covered) << 8
                        | (int) (blue[x] / covered);
                red[x] = 0;
                green[x] = 0;
                blue[x] = 0;
            }
        }
        return new SmallScreen(smallWidth, smallHeight, result);
    }

    private static int end(int x, int width, int smallWidth) {
        return Math.max(x * width / smallWidth + 1, (x + 1) * width / smallWidth);
    }
}
