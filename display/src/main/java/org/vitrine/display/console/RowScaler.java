package org.vitrine.display.console;

import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;

/**
 * Brings rows of a guest's picture into a buffer of opaque ARGB pixels of another size. JavaFX's own scaling in software
 * takes ten times as long. A single thread uses it.
 */
interface RowScaler {
    /** A run of rows of the target. @param count at least 0 */
    record Rows(int first, int count) {}

    /**
     * Copies rows.
     *
     * @param pixels the whole picture, four bytes a pixel: blue, green, red and one of any value
     * @param stride bytes from one row of the picture to the next
     * @param first the first row of the picture that is new
     * @param count how many are; they lie within the picture
     * @param target {@code width * height} pixels, row by row
     * @return which rows of the target were written
     */
    Rows copy(MemorySegment pixels, int stride, int first, int count, IntBuffer target);

    /** The scaler for a placement of a picture of this size. */
    static RowScaler of(Placement placement, int pictureWidth, int pictureHeight) {
        return placement.isSmooth()
                ? new BilinearScaler(pictureWidth, pictureHeight, placement.width(), placement.height())
                : new MultiplyingScaler(pictureWidth, placement.multiple());
    }
}
