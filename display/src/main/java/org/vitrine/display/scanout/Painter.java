package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;

/** Draws modes into the surface and finds out which rows really changed. For one thread. */
final class Painter {
    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment surface;
    private final RowSet changed = new RowSet();
    private Geometry drawn = Geometry.NONE;

    Painter(MemorySegment surface) {
        this.surface = surface;
    }

    /** What the surface holds is no longer what viewers have. */
    void forget() {
        drawn = Geometry.NONE;
    }

    /**
     * Draws rows of a mode.
     *
     * @param rows which ones; replaced by those whose pixels differ from what was there
     * @return where the picture is
     */
    Geometry paint(Mode mode, MemorySegment memory, Blink blink, RowSet rows) {
        int width = mode.width();
        Geometry geometry = new Geometry(
                0, Geometry.Source.SURFACE, Geometry.PixelFormat.XRGB8888, width, mode.height(), width * 4, 0);
        boolean fresh = !geometry.equals(drawn);
        if (fresh) {
            rows.add(0, mode.height());
            drawn = geometry;
        }
        changed.clear();
        mode.draw(memory, blink, rows, (row, pixels) -> {
            long at = (long) row * width * 4;
            MemorySegment line = MemorySegment.ofArray(pixels);
            if (fresh || MemorySegment.mismatch(surface, at, at + width * 4L, line, 0, width * 4L) >= 0) {
                MemorySegment.copy(pixels, 0, surface, PIXEL, at, width);
                changed.add(row, 1);
            }
        });
        rows.clear();
        rows.addAll(changed);
        return geometry;
    }
}
