package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;

/** Graphics modes of up to 16 colours, whose pixels are spread over the maps. */
public final class PlanarMode extends RowMode {
    /** How the shift registers make pixels of the maps (graphics mode register, bits 5 and 6). */
    public enum Shift {
        /** One bit of each map: 8 pixels of 16 colours in a group of four bytes. */
        ONE_BIT,
        /** Two bits, from maps 0 and 2 for the first four pixels, 1 and 3 for the next: CGA's four colours. */
        TWO_BITS
    }

    private static final int PIXELS = 8;

    private final Shift shift;
    private final boolean doubled;
    private final int maps;
    private final int[] palette;
    private final int[] groups;

    /**
     * @param width pixels shown, a multiple of 8, or of 16 if {@code doubled}
     * @param doubled whether every pixel is two wide
     * @param maps which maps count, one bit each
     * @param palette 16 colours, 0x00RRGGBB
     */
    public PlanarMode(int width, int height, Lines lines, Shift shift, boolean doubled, int maps, int[] palette) {
        int groupsPerRow = width / PIXELS / (doubled ? 2 : 1);
        super(width, height, lines, 4 * groupsPerRow);
        this.shift = shift;
        this.doubled = doubled;
        this.maps = maps;
        this.palette = palette.clone();
        this.groups = new int[groupsPerRow];
    }

    @Override
    void drawRow(MemorySegment memory, int address) {
        VideoMemory.copyGroups(memory, address, groups, groups.length);
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
