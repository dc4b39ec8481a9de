package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import org.vitrine.display.link.RowSet;

/** A black screen: the display is off, or was never set up. */
public record BlankMode(int width, int height) implements Mode {
    @Override
    public void draw(MemorySegment memory, Blink blink, RowSet rows, RowSink sink) {
        int[] black = new int[width];
        rows.forEachRun(height, (first, count) -> {
            for (int row = first; row < first + count; row++) {
                sink.accept(row, black);
            }
        });
    }

    @Override
    public void addDamaged(long[] pages, RowSet rows) {}
}
