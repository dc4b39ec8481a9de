package org.vitrine.app.fake;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.vitrine.display.link.DisplayServer;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;
import org.vitrine.engine.linux.HostMemory;

/** A display server with a test picture: coloured bars above a grey ramp. */
public final class FakeScreen implements AutoCloseable {
    private static final int[] BARS = {0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x000000};
    private static final long MEMORY = 16 << 20;

    private final HostMemory vram;
    private final HostMemory surface;
    private final DisplayServer server;
    private Geometry geometry = Geometry.NONE;

    private FakeScreen(Path socket) {
        this.vram = HostMemory.sharedSealed("fake-vram", MEMORY);
        this.surface = HostMemory.sharedSealed("fake-surface", HostMemory.PAGE);
        this.server =
                DisplayServer.open(socket, vram, surface, this::show, System.getLogger(FakeScreen.class.getName()));
        setMode(640, 400);
    }

    static FakeScreen open(Path socket) {
        return new FakeScreen(socket);
    }

    /** Changes the resolution and draws the test picture. */
    public synchronized void setMode(int width, int height) {
        geometry = new Geometry(0, Geometry.Source.VRAM, Geometry.PixelFormat.XRGB8888, width, height, width * 4, 0);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int grey = x * 255 / Math.max(1, width - 1);
                set(x, y, y < height * 3 / 4 ? BARS[x * BARS.length / width] : grey * 0x010101);
            }
        }
        RowSet all = new RowSet();
        all.add(0, height);
        server.present(geometry, all);
    }

    /** Draws a row in one colour, and tells the viewers. */
    public synchronized void fillRow(int y, int rgb) {
        for (int x = 0; x < geometry.width(); x++) {
            set(x, y, rgb);
        }
        RowSet row = new RowSet();
        row.add(y, 1);
        server.present(geometry, row);
    }

    /** The screen is off. */
    public synchronized void blank() {
        geometry = Geometry.NONE;
        server.present(geometry, new RowSet());
    }

    public boolean isWatched() {
        return server.isWatched();
    }

    private synchronized void show() {
        server.present(geometry, new RowSet());
    }

    private void set(int x, int y, int rgb) {
        vram.segment().set(ValueLayout.JAVA_INT_UNALIGNED, ((long) y * geometry.width() + x) * 4, rgb);
    }

    @Override
    public synchronized void close() {
        server.close();
        vram.close();
        surface.close();
    }
}
