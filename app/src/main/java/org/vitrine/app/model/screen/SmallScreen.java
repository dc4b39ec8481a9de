package org.vitrine.app.model.screen;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.link.RowSet;

/**
 * A picture made small: each pixel is the mean of those that it covers.
 *
 * @param argb rows without gaps, opaque
 */
public record SmallScreen(int width, int height, int[] argb) {
    private static final int OPAQUE = 0xff000000;

    /**
     * A picture in a machine's memory.
     *
     * @param pixels rows of 32-bit pixels, {@code stride} bytes from one to the next
     */
    record Source(MemorySegment pixels, int stride, int width, int height) {}

    /**
     * Makes a picture small enough for a room; one that fits already keeps its size.
     *
     * @param roomWidth at most so wide, as is the height
     * @param former what it was before; its rows are kept where nothing has changed
     * @param damage the rows of the source that may differ from then
     */
    static SmallScreen of(Source source, int roomWidth, int roomHeight, @Nullable SmallScreen former, RowSet damage) {
        int width = source.width();
        int height = source.height();
        double scale = Math.min(1, Math.min((double) roomWidth / width, (double) roomHeight / height));
        int smallWidth = Math.max(1, (int) Math.round(width * scale));
        int smallHeight = Math.max(1, (int) Math.round(height * scale));
        int @Nullable [] kept = former != null && former.width() == smallWidth && former.height() == smallHeight
                ? former.argb().clone()
                : null;
        int[] result = kept == null ? new int[smallWidth * smallHeight] : kept;
        Rows rows = new Rows(source, smallWidth);
        for (int y = 0; y < smallHeight; y++) {
            int top = y * height / smallHeight;
            int bottom = Math.max(top + 1, (y + 1) * height / smallHeight);
            if (kept == null || isAny(damage, top, bottom)) {
                rows.mean(top, bottom, result, y * smallWidth);
            }
        }
        return new SmallScreen(smallWidth, smallHeight, result);
    }

    private static boolean isAny(RowSet damage, int top, int bottom) {
        for (int row = top; row < bottom; row++) {
            if (damage.contains(row)) {
                return true;
            }
        }
        return false;
    }

    /** Whether two pictures look alike. */
    boolean isSame(@Nullable SmallScreen other) {
        return other != null && width == other.width && height == other.height && Arrays.equals(argb, other.argb);
    }

    /** The mean of some rows at a time. */
    private static final class Rows {
        private final Source source;
        private final int smallWidth;
        private final int[] row;
        private final long[] red;
        private final long[] green;
        private final long[] blue;

        Rows(Source source, int smallWidth) {
            this.source = source;
            this.smallWidth = smallWidth;
            this.row = new int[source.width()];
            this.red = new long[smallWidth];
            this.green = new long[smallWidth];
            this.blue = new long[smallWidth];
        }

        void mean(int top, int bottom, int[] result, int at) {
            int width = source.width();
            Arrays.fill(red, 0);
            Arrays.fill(green, 0);
            Arrays.fill(blue, 0);
            for (int line = top; line < bottom; line++) {
                MemorySegment.copy(
                        source.pixels(), ValueLayout.JAVA_INT_UNALIGNED, (long) line * source.stride(), row, 0, width);
                for (int x = 0; x < smallWidth; x++) {
                    int end = end(x, width);
                    for (int column = x * width / smallWidth; column < end; column++) {
                        red[x] += row[column] >> 16 & 0xff;
                        green[x] += row[column] >> 8 & 0xff;
                        blue[x] += row[column] & 0xff;
                    }
                }
            }
            for (int x = 0; x < smallWidth; x++) {
                long covered = (long) (bottom - top) * (end(x, width) - x * width / smallWidth);
                result[at + x] = OPAQUE
                        | (int) (red[x] / covered) << 16
                        | (int) (green[x] / covered) << 8
                        | (int) (blue[x] / covered);
            }
        }

        private int end(int x, int width) {
            return Math.max(x * width / smallWidth + 1, (x + 1) * width / smallWidth);
        }
    }
}
