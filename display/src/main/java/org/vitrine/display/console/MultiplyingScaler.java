package org.vitrine.display.console;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.IntBuffer;

/** Makes a square of each pixel. */
final class MultiplyingScaler implements RowScaler {
    private static final int OPAQUE = 0xff000000;

    private final int width;
    private final int multiple;
    private final int[] source;
    private final int[] enlarged;

    /** @param multiple side of the square, at least 1 */
    MultiplyingScaler(int width, int multiple) {
        this.width = width;
        this.multiple = multiple;
        this.source = new int[width];
        this.enlarged = multiple == 1 ? source : new int[width * multiple];
    }

    @Override
    public Rows copy(MemorySegment pixels, int stride, int first, int count, IntBuffer target) {
        for (int row = first; row < first + count; row++) {
            MemorySegment.copy(pixels, ValueLayout.JAVA_INT_UNALIGNED, (long) row * stride, source, 0, width);
            enlarge();
            for (int i = 0; i < multiple; i++) {
                target.put((row * multiple + i) * enlarged.length, enlarged);
            }
        }
        return new Rows(first * multiple, count * multiple);
    }

    private void enlarge() {
        if (multiple == 1) {
            for (int x = 0; x < width; x++) {
                source[x] |= OPAQUE;
            }
            return;
        }
        int to = 0;
        for (int x = 0; x < width; x++) {
            int pixel = source[x] | OPAQUE;
            for (int i = 0; i < multiple; i++) {
                enlarged[to++] = pixel;
            }
        }
    }
}
