package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import org.vitrine.display.link.RowSet;

/** A graphics mode: every row of the picture is drawn from a range of video memory of its own. */
abstract sealed class RowMode implements Mode permits PackedMode, PlanarMode {
    private final int width;
    private final int height;
    private final int[] addresses;
    private final int bytesPerRow;

    /** The row that is drawn, 0x00RRGGBB. */
    final int[] pixels;

    /** @param bytesPerRow of video memory */
    RowMode(int width, int height, Lines lines, int bytesPerRow) {
        this.width = width;
        this.height = height;
        this.addresses = lines.addresses(height);
        this.bytesPerRow = bytesPerRow;
        this.pixels = new int[width];
    }

    @Override
    public final int width() {
        return width;
    }

    @Override
    public final int height() {
        return height;
    }

    @Override
    public final void addDamaged(long[] pages, RowSet rows) {
        for (int row = 0; row < height; row++) {
            if (VideoMemory.isDamaged(pages, addresses[row], bytesPerRow)) {
                rows.add(row, 1);
            }
        }
    }

    @Override
    public final void draw(MemorySegment memory, Blink blink, RowSet rows, RowSink sink) {
        rows.forEachRun(height, (first, count) -> {
            for (int row = first; row < first + count; row++) {
                drawRow(memory, addresses[row]);
                sink.accept(row, pixels);
            }
        });
    }

    /** Draws a row that begins at an address into {@link #pixels}. */
    abstract void drawRow(MemorySegment memory, int address);
}
