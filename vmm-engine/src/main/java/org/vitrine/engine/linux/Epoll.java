package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Waits for any of several descriptors to become ready (epoll(7)), edge-triggered: a descriptor is reported once for each time that it becomes ready, so whoever
 * is told must take all there is.
 */
public final class Epoll implements AutoCloseable {
    /** There is something to read. */
    public static final int IN = 0x001;
    /** There is room to write. */
    public static final int OUT = 0x004;

    private static final int CLOEXEC = 02000000;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    private static final int EDGE_TRIGGERED = 1 << 31;
    /** struct epoll_event on x86-64, which is packed: 32 bits of events, 64 of data. */
    private static final int EVENT_BYTES = 12;

    private static final int MOST_EVENTS = 16;

    private final Fd fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) MOST_EVENTS * EVENT_BYTES, 8);

    private Epoll(Fd fd) {
        this.fd = fd;
    }

    /** @throws LinuxException if the process has no descriptor left */
    public static Epoll create() {
        try {
            return new Epoll(new Fd(Libc.epoll_create1(CLOEXEC)));
        } catch (LastErrorException e) {
            throw new LinuxException("make an epoll descriptor", e);
        }
    }

    /** Watches a descriptor from now on, or for something else than before. Any thread. @param readiness {@link #IN}, {@link #OUT} or both */
    public void add(Fd watched, int readiness) {
        try {
            control(CTL_MOD, watched, readiness | EDGE_TRIGGERED);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
            control(CTL_ADD, watched, readiness | EDGE_TRIGGERED);
        }
    }

    /** Watches a descriptor no longer; closing the last copy of it has the same effect. Any thread. */
    public void remove(Fd watched) {
        control(CTL_DEL, watched, 0);
    }

    private void control(int operation, Fd watched, int readiness) {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment event = confined.allocate(EVENT_BYTES, 8);
            event.set(ValueLayout.JAVA_INT, 0, readiness);
            event.set(ValueLayout.JAVA_INT, 4, watched.number());
            Libc.epoll_ctl(fd.number(), operation, watched.number(), event.address());
        } catch (LastErrorException e) {
            throw new LinuxException("watch descriptor " + watched.number(), e);
        }
    }

    /** Waits until a descriptor has become ready since the last call. One thread; allocates nothing. */
    public void await() {
        try {
            Libc.epoll_wait(fd.number(), events.address(), MOST_EVENTS, -1);
        } catch (LastErrorException e) {
            if (Errno.of(e.getErrorCode()) != Errno.EINTR) {
                throw new LinuxException("wait for descriptors", e);
            }
        }
    }

    /** Nobody waits any more. Closing twice is harmless. */
    @Override
    public void close() {
        fd.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
