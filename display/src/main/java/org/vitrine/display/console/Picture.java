package org.vitrine.display.console;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;

/** A guest's picture at its size on the screen, as an image of JavaFX. JavaFX thread only. */
final class Picture {
    /** Beyond this an image is no longer a texture, and no screen shows so much. */
    private static final int MAX_SIDE = 8192;

    private final Geometry geometry;
    private final Room room;
    private final Placement placement;
    private final RowScaler scaler;
    private final PixelBuffer<IntBuffer> pixels;
    private final WritableImage image;
    private int firstRow;
    private int endRow;

    private Picture(Geometry geometry, Room room, Placement placement) {
        this.geometry = geometry;
        this.room = room;
        this.placement = placement;
        this.scaler = RowScaler.of(placement, geometry.width(), geometry.height());
        IntBuffer buffer = ByteBuffer.allocateDirect(placement.width() * placement.height() * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
        this.pixels =
                new PixelBuffer<>(placement.width(), placement.height(), buffer, PixelFormat.getIntArgbPreInstance());
        this.image = new WritableImage(pixels);
    }

    /**
     * The room for a picture.
     *
     * @param width in pixels of the screen, as is the height
     */
    record Room(int width, int height, ScaleMode mode) {}

    /** Makes an empty image. @param geometry checked, not empty */
    static Picture of(Geometry geometry, Room room) {
        Placement placement = Placement.of(
                Math.clamp(room.width(), 1, MAX_SIDE),
                Math.clamp(room.height(), 1, MAX_SIDE),
                geometry.width(),
                geometry.height(),
                room.mode());
        return new Picture(geometry, room, placement);
    }

    Room room() {
        return room;
    }

    Placement placement() {
        return placement;
    }

    WritableImage image() {
        return image;
    }

    /** Whether this picture can take the rows of another geometry: its size is the same. */
    boolean takes(Geometry other) {
        return other.width() == geometry.width() && other.height() == geometry.height();
    }

    /**
     * Copies the damaged rows.
     *
     * @param memory as {@code DisplayLink.pixels} gives it
     * @return what changed, in pixels of this image; empty if no row of the picture is damaged
     */
    Rectangle2D copy(MemorySegment memory, int stride, RowSet damage) {
        firstRow = placement.height();
        endRow = 0;
        pixels.updateBuffer(buffer -> {
            damage.forEachRun(geometry.height(), (first, count) -> {
                RowScaler.Rows rows = scaler.copy(memory, stride, first, count, buffer.getBuffer());
                firstRow = Math.min(firstRow, rows.first());
                endRow = Math.max(endRow, rows.first() + rows.count());
            });
            return changed();
        });
        return changed();
    }

    private Rectangle2D changed() {
        return endRow <= firstRow
                ? Rectangle2D.EMPTY
                : new Rectangle2D(0, firstRow, placement.width(), endRow - firstRow);
    }
}
