package org.vitrine.engine.net.tap;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrine.engine.config.Network.Bridged;
import org.vitrine.engine.linux.Epoll;
import org.vitrine.engine.linux.Errno;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.TapInterface;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Offload;
import org.vitrine.engine.net.ReceiveOffload;

/** A TAP interface. The kernel is its queue: frames are read when the guest takes them. Its monitor keeps the descriptor's number while it is used. */
public final class TapBackend implements NetBackend {
    private static final Logger LOG = System.getLogger(TapBackend.class.getName());
    /** A line for each interface of the process's own network namespace. */
    private static final Path INTERFACES = Path.of("/proc/net/dev");

    private static final String OWN = "vitrine%d";

    private final TapInterface tap;
    private boolean complained;
    private boolean closed;

    private TapBackend(TapInterface tap) {
        this.tap = tap;
    }

    /** @throws NetException in plain words if this user may not have it */
    public static TapBackend open(Bridged bridged) throws NetException {
        TapInterface opened = bridged.tap() != null ? existing(bridged.tap()) : made(String.valueOf(bridged.bridge()));
        return new TapBackend(opened);
    }

    private static boolean exists(String name) throws NetException {
        try {
            return Files.readAllLines(INTERFACES).stream()
                    .anyMatch(line -> line.strip().startsWith(name + ":"));
        } catch (IOException e) {
            throw new NetException("The host's interfaces cannot be read: %s.".formatted(e.getMessage()), e);
        }
    }

    private static TapInterface existing(String name) throws NetException {
        if (!exists(name)) {
            throw new NetException(
                    "This host has no interface \"%s\"; make it with: sudo ip tuntap add %s mode tap user %s, and add it to a bridge with: sudo ip link set %s master BRIDGE up"
                            .formatted(name, name, System.getProperty("user.name"), name));
        }
        try {
            return TapInterface.open(name, FrameBuffer.HEADER);
        } catch (LinuxException e) {
            throw new NetException(
                    switch (e.errno()) {
                        case EBUSY ->
                            "The interface \"%s\" is in use by another program; choose another.".formatted(name);
                        case EPERM ->
                            "The interface \"%s\" belongs to another user; make one of your own with: sudo ip tuntap add NAME mode tap user %s"
                                    .formatted(name, System.getProperty("user.name"));
                        case EINVAL -> "The interface \"%s\" is no TAP interface; choose one that is.".formatted(name);
                        default -> closed(e);
                    },
                    e);
        }
    }

    private static String closed(LinuxException e) {
        return "This user may not use TAP interfaces (%s); give read and write permission for /dev/net/tun, or use a shared network."
                .formatted(e.errno().words());
    }

    private static TapInterface made(String bridge) throws NetException {
        if (!exists(bridge)) {
            throw new NetException("This host has no bridge \"%s\"; make it with: sudo ip link add %s type bridge"
                    .formatted(bridge, bridge));
        }
        TapInterface tap;
        try {
            tap = TapInterface.open(OWN, FrameBuffer.HEADER);
        } catch (LinuxException e) {
            throw new NetException(e.errno() == Errno.EPERM ? notAllowed(bridge) : closed(e), e);
        }
        try {
            tap.joinBridge(bridge);
            return tap;
        } catch (LinuxException e) {
            tap.close();
            throw new NetException(
                    switch (e.errno()) {
                        case EPERM -> notAllowed(bridge);
                        case EOPNOTSUPP -> "The interface \"%s\" is no bridge; choose one that is.".formatted(bridge);
                        default ->
                            "A TAP interface cannot be added to the bridge \"%s\": %s."
                                    .formatted(bridge, e.errno().words());
                    },
                    e);
        }
    }

    private static String notAllowed(String bridge) {
        return "This user may not add to the bridge \"%s\"; let an administrator make a TAP interface there with: sudo ip tuntap add tap0 mode tap user %s, then: sudo ip link set tap0 master %s up, and name tap0 here."
                .formatted(bridge, System.getProperty("user.name"), bridge);
    }

    @Override
    public void start(Listener listener) {
        listener.watch(tap.descriptor(), Epoll.IN);
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public Offload takes() {
        return Offload.ALL;
    }

    @Override
    public synchronized void receives(ReceiveOffload offload) {
        if (closed) {
            return;
        }
        try {
            tap.offload(offload.checksums(), offload.tcp4(), offload.tcp6(), offload.ecn());
        } catch (LinuxException e) {
            LOG.log(Level.DEBUG, "The kernel finishes what comes from {0}: {1}", tap.name(), e.getMessage());
        }
    }

    @Override
    public synchronized void send(FrameBuffer frame) {
        if (closed) {
            return;
        }
        try {
            tap.write(frame.memory(), FrameBuffer.HEADER + frame.length());
        } catch (LinuxException e) {
            complain(e);
        }
    }

    private void complain(LinuxException e) {
        if (!complained) {
            complained = true;
            LOG.log(Level.WARNING, "Frames are lost at the interface {0}: {1}", tap.name(), e.getMessage());
        }
    }

    @Override
    public synchronized boolean receive(FrameBuffer into) {
        if (closed) {
            return false;
        }
        try {
            int bytes = tap.read(into.memory());
            if (bytes >= FrameBuffer.HEADER) {
                into.length(bytes - FrameBuffer.HEADER);
                return true;
            }
        } catch (LinuxException e) {
            complain(e);
        }
        return false;
    }

    @Override
    public synchronized void close() {
        closed = true;
        tap.close();
    }
}
