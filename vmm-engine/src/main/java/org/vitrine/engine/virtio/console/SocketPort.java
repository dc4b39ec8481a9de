package org.vitrine.engine.virtio.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * A local stream socket that one program at a time connects to. A thread of its own moves bytes between the peer and two buffers of {@value #BUFFER_BYTES}
 * bytes; a peer that does not read makes the guest wait, and a guest that does not read the peer.
 */
public final class SocketPort implements PortBackend {
    static final int BUFFER_BYTES = 64 << 10;

    private static final Logger LOG = System.getLogger(SocketPort.class.getName());

    private final Path path;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Thread thread;
    /** For the guest, and from it: both ready to be read from. Guarded by this object's monitor, as the peer is. */
    private final ByteBuffer incoming = ByteBuffer.allocate(BUFFER_BYTES).flip();

    private final ByteBuffer outgoing = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private @Nullable SocketChannel peer;
    private volatile Runnable wake = () -> {};
    private volatile boolean closing;

    /** @param path where the socket is made, its user's alone; what was left there is removed @throws IOException if it cannot be made */
    public SocketPort(Path path) throws IOException {
        this.path = path;
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            server.configureBlocking(false);
            selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        thread = Thread.ofPlatform().name("port-" + path.getFileName()).daemon().start(this::run);
    }

    private void run() {
        try {
            while (!closing) {
                setInterest();
                selector.select(this::serve);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "{0} no longer works: {1}", path, e.getMessage());
        }
    }

    private synchronized void setInterest() {
        SocketChannel current = peer;
        SelectionKey key = current == null ? null : current.keyFor(selector);
        if (key != null && key.isValid()) {
            key.interestOps((incoming.remaining() < BUFFER_BYTES ? SelectionKey.OP_READ : 0)
                    | (outgoing.hasRemaining() ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.channel() == server) {
                accept();
            } else if (key.isValid()) {
                transfer((SocketChannel) key.channel());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The peer of {0} is gone: {1}", path, e.getMessage());
            hangUp();
        }
        wake.run();
    }

    private void accept() throws IOException {
        SocketChannel caller = server.accept();
        if (caller == null) {
            return;
        }
        synchronized (this) {
            if (peer != null) {
                caller.close();
                return;
            }
            caller.configureBlocking(false);
            caller.register(selector, SelectionKey.OP_READ);
            peer = caller;
        }
    }

    private void transfer(SocketChannel caller) throws IOException {
        boolean ended;
        synchronized (this) {
            caller.write(outgoing);
            incoming.compact();
            try {
                ended = caller.read(incoming) < 0;
            } finally {
                incoming.flip();
            }
        }
        if (ended) {
            hangUp();
        }
    }

    private synchronized void hangUp() {
        SocketChannel gone = peer;
        peer = null;
        outgoing.clear().flip();
        if (gone != null) {
            try {
                gone.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "The peer of {0} could not be closed: {1}", path, e.getMessage());
            }
        }
    }

    @Override
    public void attach(Runnable whenChanged) {
        wake = whenChanged;
    }

    @Override
    public synchronized boolean isOpen() {
        return peer != null;
    }

    @Override
    public synchronized int available() {
        return incoming.remaining();
    }

    @Override
    public int read(MemorySegment into) {
        int count;
        synchronized (this) {
            count = (int) Math.min(into.byteSize(), incoming.remaining());
            MemorySegment.copy(MemorySegment.ofArray(incoming.array()), incoming.position(), into, 0, count);
            incoming.position(incoming.position() + count);
        }
        selector.wakeup();
        return count;
    }

    @Override
    public synchronized int room() {
        return peer == null ? Integer.MAX_VALUE : BUFFER_BYTES - outgoing.remaining();
    }

    @Override
    public int write(MemorySegment from) {
        int count;
        synchronized (this) {
            if (peer == null) {
                return (int) Math.min(from.byteSize(), Integer.MAX_VALUE);
            }
            count = (int) Math.min(from.byteSize(), BUFFER_BYTES - outgoing.remaining());
            outgoing.compact();
            MemorySegment.copy(from, 0, MemorySegment.ofArray(outgoing.array()), outgoing.position(), count);
            outgoing.position(outgoing.position() + count).flip();
        }
        selector.wakeup();
        return count;
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        selector.wakeup();
        Uninterruptible.join(thread);
        hangUp();
        try {
            selector.close();
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} could not be removed: {1}", path, e.getMessage());
        }
    }
}
