package org.vitrine.display.link;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.UnixSocket;

/** The server's side of one connected viewer. Any thread. */
final class Viewer implements AutoCloseable {
    private static final byte[] WAKE = {1};
    private static final int HIDDEN = 0;
    private static final int VISIBLE = 1;

    private final UnixSocket socket;
    private final HostMemory page = HostMemory.sharedSealed("vitrine display header", DisplayHeader.SIZE);
    private final DisplayHeader header = new DisplayHeader(page.segment());
    private boolean visible;
    /** Whether the viewer has yet to be given the whole picture. */
    private boolean fresh;

    private int generation;
    private boolean closed;

    Viewer(UnixSocket socket) {
        this.socket = socket;
        header.initialise();
    }

    /** Sends the hello. @throws LinuxException if the peer is gone */
    void greet(byte[] hello, Fd vram, Fd surface) {
        socket.send(hello, java.util.Objects.requireNonNull(page.fd()), vram, surface);
    }

    /** Waits for the viewer to say whether somebody looks; false once it is gone or says anything else. */
    boolean awaitVisibility() {
        List<Fd> unexpected = new ArrayList<>(0);
        try {
            byte[] message = new byte[2];
            if (socket.receive(message, unexpected) != 1 || !unexpected.isEmpty()) {
                return false;
            }
            return setVisible(message[0]);
        } catch (LinuxException e) {
            return false;
        } finally {
            unexpected.forEach(Fd::close);
        }
    }

    private synchronized boolean setVisible(int value) {
        fresh |= value == VISIBLE && !visible;
        visible = value == VISIBLE;
        return value == VISIBLE || value == HIDDEN;
    }

    synchronized boolean isVisible() {
        return visible;
    }

    /** Passes a picture on, if somebody looks. */
    synchronized void present(Geometry geometry, RowSet damage, RowSet whole) {
        if (closed || !visible) {
            return;
        }
        boolean isNew = geometry.generation() != generation;
        if (isNew) {
            header.publish(geometry);
            generation = geometry.generation();
        }
        RowSet rows = isNew || fresh ? whole : damage;
        if (!isNew && rows.isEmpty()) {
            return;
        }
        fresh = false;
        header.addDamage(rows);
        if (header.requestWake()) {
            try {
                // A full queue needs no further wake.
                boolean sent = socket.send(WAKE);
                assert sent || visible;
            } catch (LinuxException e) {
                // The viewer is gone; its own thread finds out and closes it.
                visible = false;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
        synchronized (this) {
            if (!closed) {
                closed = true;
                visible = false;
                page.close();
            }
        }
    }
}
