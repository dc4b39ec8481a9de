package org.vitrine.display.link;

/**
 * Where a picture lies and how it is read.
 *
 * @param generation counts up with every change of the other fields, from 1; 0 while nothing was ever published
 * @param source which memory it is in
 * @param format how a pixel is laid out
 * @param width pixels, 1 to {@link #MAX_WIDTH}; 0 if there is no picture
 * @param height rows, 1 to {@link #MAX_HEIGHT}; 0 if there is no picture
 * @param stride bytes from one row to the next, at least four times the width
 * @param start bytes from the beginning of the memory to the first pixel, a multiple of 4
 */
public record Geometry(
        int generation, Source source, PixelFormat format, int width, int height, int stride, long start) {
    public static final int MAX_WIDTH = 4096;
    public static final int MAX_HEIGHT = 4096;

    /** No picture. */
    public static final Geometry NONE = new Geometry(0, Source.SURFACE, PixelFormat.XRGB8888, 0, 0, 0, 0);

    /** The memories that a picture can be in; the order is the protocol's. */
    public enum Source {
        /** Drawn by the VM process: text, planar and all depths but 32 bits. */
        SURFACE,
        /** The guest's own frame buffer. */
        VRAM
    }

    /** Pixel layouts; the order is the protocol's. */
    public enum PixelFormat {
        /** Four bytes: blue, green, red, and one of any value. */
        XRGB8888
    }

    public boolean isEmpty() {
        return width == 0;
    }

    /** The same with another generation. */
    public Geometry withGeneration(int number) {
        return new Geometry(number, source, format, width, height, stride, start);
    }

    /**
     * Whether every pixel lies within the limits and within its memory. A viewer must ask before it reads a pixel.
     *
     * @param memorySize bytes of the source's memory
     */
    public boolean fits(long memorySize) {
        if (isEmpty()) {
            return height == 0;
        }
        return width > 0
                && width <= MAX_WIDTH
                && height > 0
                && height <= MAX_HEIGHT
                && stride >= width * 4
                && stride % 4 == 0
                && start >= 0
                && start % 4 == 0
                && start <= memorySize
                && (long) stride * (height - 1) + width * 4L <= memorySize - start;
    }
}
