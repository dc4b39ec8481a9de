package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.link.Geometry;

/** Graphics modes whose pixels are whole bytes, one after the other. */
public final class PackedMode extends RowMode {
    /** Layout of a pixel, little-endian. */
    public enum Depth {
        /** An index into 256 colours. */
        PALETTE_8(1),
        /** A palette index, every pixel shown two wide: VGA's own 256-colour modes. */
        PALETTE_8_DOUBLED(1),
        /** Five bits each of red, green and blue, red highest; shown, as by QEMU, without filling up the low bits. */
        RGB_555(2),
        /** Five, six and five bits; their highest bits fill up the low ones, so that all ones are white. */
        RGB_565(2),
        /** Blue, green and red bytes. */
        RGB_888(3),
        /** Blue, green, red, and a byte that does not matter. */
        XRGB_8888(4);

        private final int bytes;

        Depth(int bytes) {
            this.bytes = bytes;
        }
    }

    private final Lines lines;
    private final Depth depth;
    private final int[] palette;
    private final byte[] bytes;

    /** @param palette 256 colours, 0x00RRGGBB; empty for depths without one */
    public PackedMode(int width, int height, Lines lines, Depth depth, int[] palette) {
        int bytesPerRow = depth == Depth.PALETTE_8_DOUBLED ? (width + 1) / 2 : width * depth.bytes;
        super(width, height, lines, bytesPerRow);
        this.lines = lines;
        this.depth = depth;
        this.palette = palette.clone();
        this.bytes = new byte[bytesPerRow];
    }

    @Override
    public @Nullable Geometry direct() {
        return depth == Depth.XRGB_8888
                ? new Geometry(
                        0,
                        Geometry.Source.VRAM,
                        Geometry.PixelFormat.XRGB8888,
                        width(),
                        height(),
                        lines.stride(),
                        lines.start())
                : null;
    }

    @Override
    void drawRow(MemorySegment memory, int address) {
        VideoMemory.copy(memory, address, bytes, bytes.length);
        int width = width();
        switch (depth) {
            case PALETTE_8 -> {
                for (int x = 0; x < width; x++) {
                    pixels[x] = palette[bytes[x] & 0xff];
                }
            }
            case PALETTE_8_DOUBLED -> {
                for (int x = 0; x < width; x++) {
                    pixels[x] = palette[bytes[x >>> 1] & 0xff];
                }
            }
            case RGB_555 -> {
                for (int x = 0; x < width; x++) {
                    int value = (bytes[2 * x] & 0xff) | (bytes[2 * x + 1] << 8);
                    pixels[x] = (value & 0x7c00) << 9 | (value & 0x3e0) << 6 | (value & 0x1f) << 3;
                }
            }
            case RGB_565 -> {
                for (int x = 0; x < width; x++) {
                    int value = (bytes[2 * x] & 0xff) | (bytes[2 * x + 1] << 8);
                    pixels[x] = expand5(value >>> 11) << 16 | expand6(value >>> 5) << 8 | expand5(value);
                }
            }
            case RGB_888 -> {
                for (int x = 0; x < width; x++) {
                    pixels[x] = color(3 * x);
                }
            }
            case XRGB_8888 -> {
                for (int x = 0; x < width; x++) {
                    pixels[x] = color(4 * x);
                }
            }
        }
    }

    private int color(int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
    }

    private static int expand5(int value) {
        int bits = value & 31;
        return bits << 3 | bits >>> 2;
    }

    private static int expand6(int value) {
        int bits = value & 63;
        return bits << 2 | bits >>> 4;
    }
}
