package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;

/**
 * What the screen shows as the registers were at one moment: how the video memory becomes pixels. Immutable but for
 * scratch space, hence for one thread at a time. Never reads outside the memory, whatever the registers say.
 */
public sealed interface Mode permits BlankMode, RowMode, TextMode {
    /** Rows of the highest picture that any mode has. */
    int MAX_HEIGHT = 2160;

    /** Pixels, 1 to {@link Geometry#MAX_WIDTH}. */
    int width();

    /** Rows, 1 to {@link #MAX_HEIGHT}. */
    int height();

    /** Takes one drawn row. */
    @FunctionalInterface
    interface RowSink {
        /**
         * Takes it.
         *
         * @param pixels 0x00RRGGBB, at least {@link #width()} of them; not to be kept
         */
        void accept(int row, int[] pixels);
    }

    /**
     * Draws rows.
     *
     * @param memory the video memory; its size is a power of two
     * @param rows which ones; those beyond the height are left out
     */
    void draw(MemorySegment memory, Blink blink, RowSet rows, RowSink sink);

    /**
     * Adds the rows that depend on memory that was written.
     *
     * @param pages one bit per 4 KiB page of the memory, least significant bit first
     */
    void addDamaged(long[] pages, RowSet rows);

    /** Whether the picture changes with time alone. */
    default boolean blinks() {
        return false;
    }

    /** Where the picture lies in video memory if a viewer can read it there as it is; else null. */
    default @Nullable Geometry direct() {
        return null;
    }
}
