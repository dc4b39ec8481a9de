package org.vitrine.display.console;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.IntBuffer;

/**
 * Mixes each pixel of the target from the four of the picture around it, in weights of 1/256. Pixel centres are mapped
 * onto each other, so that the picture does not shift.
 */
final class BilinearScaler implements RowScaler {
    private static final int OPAQUE = 0xff000000;
    private static final int RED_BLUE = 0x00ff00ff;
    private static final int GREEN = 0x0000ff00;

    private final int pictureWidth;
    private final int pictureHeight;
    private final int width;
    private final int height;
    private final int[] left;
    private final int[] weight;
    /** A row of the picture, and its last pixel again. */
    private final int[] source;

    private final int[] result;
    private int[] upper;
    private int[] lower;
    private int upperRow = -1;
    private int lowerRow = -1;

    BilinearScaler(int pictureWidth, int pictureHeight, int width, int height) {
        this.pictureWidth = pictureWidth;
        this.pictureHeight = pictureHeight;
        this.width = width;
        this.height = height;
        this.left = new int[width];
        this.weight = new int[width];
        this.source = new int[pictureWidth + 1];
        this.result = new int[width];
        this.upper = new int[width];
        this.lower = new int[width];
        for (int x = 0; x < width; x++) {
            long position = position(x, pictureWidth, width);
            left[x] = (int) (position >> 8);
            weight[x] = (int) (position & 0xff);
        }
    }

    /** Where a target's pixel falls in the picture, in 1/256 of a pixel. */
    private static long position(int target, int pictureLength, int length) {
        long position = ((2L * target + 1) * pictureLength * 128) / length - 128;
        return Math.clamp(position, 0, (pictureLength - 1) * 256L);
    }

    @Override
    public Rows copy(MemorySegment pixels, int stride, int first, int count, IntBuffer target) {
        upperRow = -1;
        lowerRow = -1;
        int from = touchedFrom(first);
        int to = touchedFrom(first + count + 1);
        for (int y = from; y < to; y++) {
            long position = position(y, pictureHeight, height);
            int row = (int) (position >> 8);
            load(pixels, stride, row, Math.min(row + 1, pictureHeight - 1));
            mix(upper, lower, (int) (position & 0xff));
            target.put(y * width, result);
        }
        return new Rows(from, to - from);
    }

    /** The first row of the target that is mixed from the row above one of the picture, or from one below that. */
    private int touchedFrom(int pictureRow) {
        if (pictureRow > pictureHeight) {
            return height;
        }
        int y = (int) Math.clamp((2L * pictureRow - 3) * height / (2L * pictureHeight) - 1, 0, height);
        while (y < height && position(y, pictureHeight, height) >> 8 < pictureRow - 1) {
            y++;
        }
        return y;
    }

    private void load(MemorySegment pixels, int stride, int above, int below) {
        if (above == lowerRow) {
            int[] spare = upper;
            upper = lower;
            upperRow = lowerRow;
            lower = spare;
            lowerRow = -1;
        }
        if (above != upperRow) {
            stretch(pixels, (long) above * stride, upper);
            upperRow = above;
        }
        if (below != lowerRow) {
            stretch(pixels, (long) below * stride, lower);
            lowerRow = below;
        }
    }

    /** From an array: a segment's checks at each pixel cost more than the mixing. */
    private void stretch(MemorySegment pixels, long offset, int[] to) {
        MemorySegment.copy(pixels, ValueLayout.JAVA_INT_UNALIGNED, offset, source, 0, pictureWidth);
        source[pictureWidth] = source[pictureWidth - 1];
        for (int x = 0; x < width; x++) {
            int index = left[x];
            to[x] = blend(source[index], source[index + 1], weight[x]);
        }
    }

    private void mix(int[] above, int[] below, int share) {
        for (int x = 0; x < width; x++) {
            result[x] = blend(above[x], below[x], share) | OPAQUE;
        }
    }

    /** Two channels at once: red and blue have eight free bits above them. */
    private static int blend(int one, int other, int share) {
        int redBlue = ((one & RED_BLUE) * (256 - share) + (other & RED_BLUE) * share >>> 8) & RED_BLUE;
        int green = ((one & GREEN) * (256 - share) + (other & GREEN) * share >>> 8) & GREEN;
        return redBlue | green;
    }
}
