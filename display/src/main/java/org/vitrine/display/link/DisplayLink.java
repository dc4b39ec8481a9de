package org.vitrine.display.link;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.UnixSocket;

/**
 * A viewer's end of the display link.
 *
 * <p>Use: one thread waits in {@link #awaitWake}; when it returns true, {@link #update} is called once, from any one
 * thread, such as that of the user interface at its next pulse. Until {@code update} was called no further wake comes,
 * so a slow viewer is never flooded. {@link #setVisible} from any thread.
 *
 * <p>{@link #close} ends {@code awaitWake}; it unmaps the memory, so nobody may be inside {@link #update} or hold a
 * segment of {@link #pixels} by then.
 */
public final class DisplayLink implements AutoCloseable {
    /** The longest hello that a later version may send. */
    private static final int MAX_HELLO = 64;

    private static final int DESCRIPTORS = 3;

    private final UnixSocket socket;
    private final HostMemory page;
    private final HostMemory vram;
    private final HostMemory surface;
    private final DisplayHeader header;
    private int generation;

    private DisplayLink(UnixSocket socket, HostMemory page, HostMemory vram, HostMemory surface) {
        this.socket = socket;
        this.page = page;
        this.vram = vram;
        this.surface = surface;
        this.header = new DisplayHeader(page.segment());
    }

    /**
     * Connects to a running VM. Waits for its hello: not for the JavaFX thread. Nobody looks yet: see {@link #setVisible}.
     *
     * @param path the VM's {@code display.sock}
     * @throws IOException with one sentence, if nobody listens or the other side does not speak this protocol
     */
    public static DisplayLink connect(Path path) throws IOException {
        UnixSocket socket;
        try {
            socket = UnixSocket.connect(path);
        } catch (LinuxException | IllegalArgumentException e) {
            throw new IOException("The display of the machine cannot be reached: " + e.getMessage(), e);
        }
        List<Fd> descriptors = new ArrayList<>();
        List<HostMemory> mapped = new ArrayList<>();
        boolean connected = false;
        try {
            byte[] hello = new byte[MAX_HELLO];
            int length = socket.receive(hello, descriptors);
            checkHello(hello, length, descriptors);
            while (!descriptors.isEmpty()) {
                mapped.add(map(descriptors.removeFirst(), mapped.isEmpty()));
            }
            DisplayLink link = new DisplayLink(socket, mapped.get(0), mapped.get(1), mapped.get(2));
            if (!link.header.isValid()) {
                throw new IOException("The machine's display header is not of this version of Vitrine.");
            }
            connected = true;
            return link;
        } catch (LinuxException e) {
            throw new IOException("The display link failed: " + e.getMessage(), e);
        } finally {
            if (!connected) {
                mapped.forEach(HostMemory::close);
                descriptors.forEach(Fd::close);
                socket.close();
            }
        }
    }

    private static void checkHello(byte[] hello, int length, List<Fd> descriptors) throws IOException {
        ByteBuffer fields = ByteBuffer.wrap(hello).order(ByteOrder.LITTLE_ENDIAN);
        if (length < 0) {
            throw new IOException("The machine refused another viewer of its display.");
        }
        if (length < 8 || fields.getInt(0) != DisplayHeader.MAGIC) {
            throw new IOException("What answers at the display socket is not a display of Vitrine.");
        }
        if (fields.getInt(4) != DisplayHeader.VERSION || descriptors.size() != DESCRIPTORS) {
            throw new IOException("The machine runs another version of Vitrine, with display protocol "
                    + fields.getInt(4) + " instead of " + DisplayHeader.VERSION + "; restart the machine.");
        }
    }

    /** Maps a descriptor; it is closed if that fails. */
    private static HostMemory map(Fd fd, boolean writable) throws IOException {
        try {
            long size = fd.size();
            if (!fd.isSealedAgainstShrinking() || size < DisplayHeader.SIZE || size % HostMemory.PAGE != 0) {
                throw new IOException(
                        "The machine handed over display memory that is not sealed or of the wrong size.");
            }
            return HostMemory.ofShared(fd, size, writable);
        } catch (IOException | RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** Tells whether somebody looks; initially nobody does. A new look damages the whole picture. Does not wait. */
    public void setVisible(boolean visible) {
        try {
            socket.send(new byte[] {(byte) (visible ? 1 : 0)});
        } catch (LinuxException e) {
            // The peer is gone: awaitWake says so.
            System.getLogger(DisplayLink.class.getName())
                    .log(System.Logger.Level.DEBUG, "visibility not sent: {0}", e.getMessage());
        }
    }

    /**
     * Waits until there is something new to draw.
     *
     * @return false once the VM process or {@link #close} has ended the link
     */
    public boolean awaitWake() {
        List<Fd> unexpected = new ArrayList<>(0);
        try {
            return socket.receive(new byte[1], unexpected) > 0;
        } catch (LinuxException e) {
            return false;
        } finally {
            unexpected.forEach(Fd::close);
        }
    }

    /**
     * Takes what is new.
     *
     * @param damage replaced by the rows to copy anew: all rows if the geometry is new
     * @return where the picture is now, checked to lie within its memory; {@link Geometry#NONE} if there is none
     */
    public Geometry update(RowSet damage) {
        header.acknowledgeWake();
        Geometry geometry = header.geometry();
        header.takeDamage(damage);
        if (geometry == null || !geometry.fits(memory(geometry).byteSize())) {
            generation = 0;
            damage.clear();
            return Geometry.NONE;
        }
        if (geometry.generation() != generation) {
            generation = geometry.generation();
            damage.add(0, geometry.height());
        }
        return geometry;
    }

    /**
     * The picture's memory, read-only: from the first byte of the first row to the last byte of the last.
     *
     * @param geometry from {@link #update}, not {@linkplain Geometry#isEmpty empty}
     */
    public MemorySegment pixels(Geometry geometry) {
        return memory(geometry)
                .asSlice(geometry.start(), (long) geometry.stride() * (geometry.height() - 1) + geometry.width() * 4L);
    }

    private MemorySegment memory(Geometry geometry) {
        return geometry.source() == Geometry.Source.VRAM ? vram.segment() : surface.segment();
    }

    /** Pictures with damage since this viewer connected; for a rate. */
    public long frames() {
        return header.frames();
    }

    @Override
    public void close() {
        socket.close();
        page.close();
        vram.close();
        surface.close();
    }
}
