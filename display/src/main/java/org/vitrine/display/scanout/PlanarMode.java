package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import org.vitrine.display.link.RowSet;

/** Graphics modes of up to 16 colours, whose pixels are spread over the maps. */
public final class PlanarMode implements Mode {
    /** How the shift registers make pixels of the maps (graphics mode register, bits 5 and 6). */
    public enum Shift {
        /** One bit of each map: 8 pixels of 16 colours in a group of four bytes. */
        ONE_BIT,
        /** Two bits, from maps 0 and 2 for the first four pixels, 1 and 3 for the next: CGA's four colours. */
        TWO_BITS
    }

    private static final int PIXELS = 8;

    private final int width;
    private final int height;
    private final int[] addresses;
    private final Shift shift;
    private final boolean doubled;
    private final int maps;
    private final int[] palette;
    private final int[] groups;
    private final int[] pixels;

    /**
     * @param width pixels shown, a multiple of 8, or of 16 if {@code doubled}
     * @param doubled whether every pixel is two wide
     * @param maps which maps count, one bit each
     * @param palette 16 colours, 0x00RRGGBB
     */
    public PlanarMode(int width, int height, Lines lines, Shift shift, boolean doubled, int maps, int[] palette) {
        this.width = width;
        this.height = height;
        this.addresses = lines.addresses(height);
        this.shift = shift;
        this.doubled = doubled;
        this.maps = maps;
        this.palette = palette.clone();
        this.groups = new int[width / PIXELS / (doubled ? 2 : 1)];
        this.pixels = new int[width];
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public void addDamaged(long[] pages, RowSet rows) {
        for (int row = 0; row < height; row++) {
            if (VideoMemory.isDamaged(pages, addresses[row], 4 * groups.length)) {
                rows.add(row, 1);
            }
        }
    }

    @Override
    public void draw(MemorySegment memory, Blink blink, RowSet rows, RowSink sink) {
        rows.forEachRun(height, (first, count) -> {
            for (int row = first; row < first + count; row++) {
                VideoMemory.copyGroups(memory, addresses[row], groups, groups.length);
                drawRow();
                sink.accept(row, pixels);
            }
        });
    }

    private void drawRow() {
        int at = 0;
        for (int group : groups) {
            for (int i = 0; i < PIXELS; i++) {
                int color = palette[(shift == Shift.ONE_BIT ? oneBit(group, i) : twoBits(group, i)) & maps];
                pixels[at++] = color;
                if (doubled) {
                    pixels[at++] = color;
                }
            }
        }
    }

    private static int oneBit(int group, int i) {
        int bits = group >>> (7 - i);
        return (bits & 1) | ((bits >>> 7) & 2) | ((bits >>> 14) & 4) | ((bits >>> 21) & 8);
    }

    private static int twoBits(int group, int i) {
        int low = i < 4 ? group : group >>> 8;
        int position = 6 - 2 * (i & 3);
        return ((low >>> position) & 3) | (((low >>> (16 + position)) & 3) << 2);
    }
}
