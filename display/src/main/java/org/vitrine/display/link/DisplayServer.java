package org.vitrine.display.link;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.UnixSocket;

/**
 * The VM process's end of the display link: takes viewers in and passes each picture on to those at which somebody looks.
 * One thread waits for viewers and one per viewer for its messages; all of them sleep otherwise.
 */
public final class DisplayServer implements AutoCloseable {
    /** Viewers at once; further ones are turned away. */
    public static final int MAX_VIEWERS = 16;

    private static final long RETRY_MILLIS = 1000;
    private static final byte[] HELLO = ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(DisplayHeader.MAGIC)
            .putInt(DisplayHeader.VERSION)
            .array();

    private final Path path;
    private final UnixSocket socket;
    private final Fd vram;
    private final Fd surface;
    private final Runnable onAudience;
    private final Logger log;
    private final CopyOnWriteArrayList<Viewer> viewers = new CopyOnWriteArrayList<>();
    private final Thread acceptor =
            Thread.ofPlatform().daemon().name("display-link").unstarted(this::acceptViewers);
    private final RowSet whole = new RowSet();
    private Geometry current = Geometry.NONE;
    private volatile boolean closed;

    private DisplayServer(Path path, UnixSocket socket, Fd vram, Fd surface, Runnable onAudience, Logger log) {
        this.path = path;
        this.socket = socket;
        this.vram = vram;
        this.surface = surface;
        this.onAudience = onAudience;
        this.log = log;
    }

    /**
     * Makes the socket and begins to take viewers in.
     *
     * @param vram shared memory, as are the {@code surface}; both stay with the caller and are handed out read-only
     * @param onAudience called on a thread of the server whenever a viewer begins or ceases to look; the next
     *     {@link #present} gives new ones the whole picture
     * @throws LinuxException if the socket cannot be made
     */
    public static DisplayServer open(Path path, HostMemory vram, HostMemory surface, Runnable onAudience, Logger log) {
        Fd vramView = readOnly(vram);
        Fd surfaceView = readOnly(surface);
        try {
            UnixSocket socket = UnixSocket.listen(path, MAX_VIEWERS);
            DisplayServer server = new DisplayServer(path, socket, vramView, surfaceView, onAudience, log);
            server.acceptor.start();
            return server;
        } catch (RuntimeException e) {
            vramView.close();
            surfaceView.close();
            throw e;
        }
    }

    private static Fd readOnly(HostMemory memory) {
        Fd fd = Objects.requireNonNull(memory.fd(), "the memory is not shared");
        return Fd.open("/proc/self/fd/" + fd.number(), Fd.O_RDONLY);
    }

    private void acceptViewers() {
        while (!closed) {
            try {
                admit(socket.accept());
            } catch (LinuxException e) {
                if (!closed) {
                    log.log(Level.WARNING, "A viewer could not be taken in: {0}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(UnixSocket peer) {
        if (viewers.size() >= MAX_VIEWERS || !peer.isPeerSameUser()) {
            log.log(
                    Level.WARNING,
                    "A viewer was turned away: there are {0}, or it is another user''s.",
                    viewers.size());
            peer.close();
            return;
        }
        Viewer viewer;
        try {
            viewer = new Viewer(peer);
        } catch (LinuxException e) {
            peer.close();
            throw e;
        }
        viewers.add(viewer);
        if (closed) {
            drop(viewer);
            return;
        }
        try {
            viewer.greet(HELLO, vram, surface);
            Thread.ofPlatform().daemon().name("display-viewer").start(() -> serve(viewer));
        } catch (LinuxException e) {
            drop(viewer);
        }
    }

    private void serve(Viewer viewer) {
        while (viewer.awaitVisibility()) {
            onAudience.run();
        }
        drop(viewer);
        onAudience.run();
    }

    private void drop(Viewer viewer) {
        viewers.remove(viewer);
        viewer.close();
    }

    /** Whether anybody looks. Any thread. */
    public boolean isWatched() {
        for (Viewer viewer : viewers) {
            if (viewer.isVisible()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Passes a picture on. Does not wait for viewers. One thread at a time.
     *
     * @param geometry where it is; its generation is ignored, and counted here
     * @param damage rows that changed since the last call; a viewer that is new or sees a new geometry is given all
     */
    public void present(Geometry geometry, RowSet damage) {
        if (!geometry.withGeneration(current.generation()).equals(current)) {
            current = geometry.withGeneration(Math.max(1, current.generation() + 1));
            whole.clear();
            whole.add(0, geometry.height());
        }
        for (Viewer viewer : viewers) {
            viewer.present(current, damage, whole);
        }
    }

    private void joinAcceptor() {
        boolean interrupted = false;
        while (true) {
            try {
                acceptor.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Disconnects all viewers and deletes the socket. Closing twice is harmless. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        socket.close();
        acceptor.interrupt();
        joinAcceptor();
        for (Viewer viewer : viewers) {
            drop(viewer);
        }
        vram.close();
        surface.close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.log(Level.DEBUG, "{0} stays: {1}", path, e.getMessage());
        }
    }
}
