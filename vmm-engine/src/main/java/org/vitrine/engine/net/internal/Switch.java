package org.vitrine.engine.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.UnixSocket;
import org.vitrine.engine.net.FrameBuffer;

/**
 * A learning switch (IEEE 802.1D, without spanning tree, as no cable leads back) whose ports are connections to a socket, a frame in each message. A port that does not
 * take its frames loses them, as on a wire. A thread for each port.
 */
final class Switch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Switch.class.getName());
    static final int MOST_PORTS = 64;
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private final UnixSocket listener;
    private final MacTable<UnixSocket> addresses = new MacTable<>();
    private final List<UnixSocket> ports = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param listener belongs to the switch from now on */
    Switch(UnixSocket listener) {
        this.listener = listener;
        Thread.ofPlatform().name("switch").daemon().start(this::accept);
    }

    private void accept() {
        while (!closed.get()) {
            UnixSocket port;
            try {
                port = listener.accept();
            } catch (LinuxException e) {
                if (!closed.get()) {
                    LOG.log(Level.WARNING, "An internal network takes no more machines: {0}", e.getMessage());
                }
                return;
            }
            // Who is closed between the look and the addition is closed by the second look.
            if (ports.size() >= MOST_PORTS || !port.isPeerSameUser()) {
                port.close();
            } else {
                ports.add(port);
                Thread.ofPlatform().name("switch-port").daemon().start(() -> serve(port));
            }
            if (closed.get()) {
                port.close();
            }
        }
    }

    private void serve(UnixSocket port) {
        byte[] buffer = new byte[FrameBuffer.MAX_FRAME];
        try {
            for (int length = receive(port, buffer); length >= 0; length = receive(port, buffer)) {
                if (length >= FrameBuffer.MIN_FRAME) {
                    forward(port, Arrays.copyOf(buffer, length));
                }
            }
        } catch (LinuxException e) {
            LOG.log(Level.DEBUG, "A machine left an internal network: {0}", e.getMessage());
        } finally {
            ports.remove(port);
            addresses.forget(port);
            port.close();
        }
    }

    private static int receive(UnixSocket port, byte[] buffer) {
        List<Fd> descriptors = new ArrayList<>();
        int length = port.receive(buffer, descriptors);
        // Nobody has reason to send any.
        descriptors.forEach(Fd::close);
        return length;
    }

    private void forward(UnixSocket from, byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        long to = bytes.getLong(0) >>> 16;
        long source = bytes.getLong(6) >>> 16;
        if ((source >>> 40 & 1) == 0) {
            addresses.learn(source, from);
        }
        boolean group = (to >>> 40 & 1) != 0 || to == BROADCAST;
        UnixSocket known = group ? null : addresses.find(to);
        if (known != null) {
            if (known != from) {
                send(known, frame);
            }
            return;
        }
        for (UnixSocket port : ports) {
            if (port != from) {
                send(port, frame);
            }
        }
    }

    private static void send(UnixSocket port, byte[] frame) {
        try {
            port.send(frame);
        } catch (LinuxException e) {
            LOG.log(Level.DEBUG, "A frame was lost, as its machine has left: {0}", e.getMessage());
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            listener.close();
            ports.forEach(UnixSocket::close);
        }
    }
}
