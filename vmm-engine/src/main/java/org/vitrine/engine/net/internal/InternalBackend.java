package org.vitrine.engine.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.OfdLock;
import org.vitrine.engine.linux.UnixSocket;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.FrameQueue;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.NetException;

/**
 * A machine's port at an internal network: a connection to the network's socket in a directory of the user's. Behind that is the switch of the process that holds the
 * lock beside it; when that process ends, the others notice, and the first to get the lock runs the next switch.
 */
public final class InternalBackend implements NetBackend {
    private static final Logger LOG = System.getLogger(InternalBackend.class.getName());
    private static final int BACKLOG = 64;
    private static final long RETRY_MILLIS = 50;
    /** So long a switch that is being taken over may be gone at the start. */
    private static final int ATTEMPTS = 100;

    private final Path socket;
    private final Path lockFile;
    private final boolean dhcp;
    private final FrameQueue toGuest = new FrameQueue();
    private final Thread thread;
    private volatile @Nullable UnixSocket connection;
    private volatile @Nullable Listener listener;
    private volatile boolean closing;
    private @Nullable OfdLock lock;
    private @Nullable Switch own;
    private @Nullable DhcpServer server;

    private InternalBackend(Path directory, String name, boolean dhcp) {
        this.socket = directory.resolve(name + ".sock");
        this.lockFile = directory.resolve(name + ".lock");
        this.dhcp = dhcp;
        thread = Thread.ofPlatform().name("internal-network").daemon().unstarted(this::run);
    }

    /**
     * Joins a network, and makes it if nobody has.
     *
     * @param directory of the user's alone, in which the networks' sockets are
     * @param dhcp whether addresses are given out, as long as this process runs the switch
     * @throws NetException if the directory cannot be used
     */
    public static InternalBackend open(Path directory, String name, boolean dhcp) throws NetException {
        InternalBackend backend = new InternalBackend(directory, name, dhcp);
        try {
            for (int attempt = 0; attempt < ATTEMPTS && !backend.connect(); attempt++) {
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | LinuxException | IllegalArgumentException e) {
            throw new NetException(
                    "The internal network \"%s\" cannot be joined: %s".formatted(name, e.getMessage()), e);
        }
        if (backend.connection == null) {
            backend.close();
            throw new NetException(
                    "The internal network \"%s\" cannot be joined: the machine that runs its switch does not answer."
                            .formatted(name));
        }
        backend.thread.start();
        return backend;
    }

    /** @return whether there is a connection now */
    private synchronized boolean connect() throws IOException {
        if (closing) {
            return false;
        }
        if (own == null) {
            Optional<OfdLock> taken = OfdLock.tryLock(lockFile);
            if (taken.isPresent()) {
                lock = taken.get();
                // Whose it was is dead: the lock is held here.
                Files.deleteIfExists(socket);
                own = new Switch(UnixSocket.listen(socket, BACKLOG));
                server = dhcp ? new DhcpServer(UnixSocket.connect(socket)) : null;
            }
        }
        try {
            connection = UnixSocket.connect(socket);
            return true;
        } catch (LinuxException e) {
            LOG.log(Level.DEBUG, "The switch is not there yet: {0}", e.getMessage());
            return false;
        }
    }

    private void run() {
        byte[] buffer = new byte[FrameBuffer.MAX_FRAME];
        while (!closing) {
            UnixSocket now = connection;
            if (now != null) {
                pump(now, buffer);
            }
            reconnect();
        }
    }

    private void pump(UnixSocket from, byte[] buffer) {
        List<Fd> descriptors = new ArrayList<>();
        try {
            for (int length = from.receive(buffer, descriptors);
                    length >= 0;
                    length = from.receive(buffer, descriptors)) {
                descriptors.forEach(Fd::close);
                descriptors.clear();
                Listener told = listener;
                if (toGuest.offer(Arrays.copyOf(buffer, length)) && told != null) {
                    told.framesWaiting();
                }
            }
        } catch (LinuxException e) {
            LOG.log(Level.DEBUG, "The switch has gone: {0}", e.getMessage());
        }
        from.close();
    }

    private void reconnect() {
        try {
            while (!closing && !connect()) {
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | LinuxException e) {
            LOG.log(Level.WARNING, "The switch of an internal network cannot be taken over: {0}", e.getMessage());
            pauseBriefly();
        }
    }

    private static void pauseBriefly() {
        try {
            Thread.sleep(20 * RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start(Listener newListener) {
        listener = newListener;
        if (!toGuest.isEmpty()) {
            newListener.framesWaiting();
        }
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    /** What the switch has no room for is lost, as at any switch. */
    @Override
    public void send(FrameBuffer frame) {
        UnixSocket to = connection;
        if (to == null || frame.length() < FrameBuffer.MIN_FRAME) {
            return;
        }
        try {
            to.send(frame.toByteArray());
        } catch (LinuxException e) {
            LOG.log(Level.DEBUG, "A frame was lost, as the switch has gone: {0}", e.getMessage());
        }
    }

    @Override
    public boolean receive(FrameBuffer into) {
        byte[] frame = toGuest.poll();
        if (frame == null) {
            return false;
        }
        toGuest.takeRoomAgain();
        into.set(frame);
        return true;
    }

    @Override
    public void close() {
        closing = true;
        UnixSocket now = connection;
        if (now != null) {
            now.close();
        }
        synchronized (this) {
            if (server != null) {
                server.close();
            }
            if (own != null) {
                own.close();
                own = null;
            }
            if (lock != null) {
                lock.close();
                lock = null;
            }
            UnixSocket last = connection;
            if (last != null) {
                last.close();
            }
        }
    }
}
