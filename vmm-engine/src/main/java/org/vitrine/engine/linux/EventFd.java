package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A counter in the kernel that wakes who waits for it (eventfd(2)), non-blocking. The kernel itself can add to it, as KVM does for a doorbell, or
 * act on what is added, as KVM does for an interrupt.
 */
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC = 02000000;
    private static final int EFD_NONBLOCK = 04000;

    private final Fd fd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment one;

    private EventFd(Fd fd) {
        this.fd = fd;
        one = arena.allocate(Long.BYTES, Long.BYTES);
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    /** @throws LinuxException if the process has no descriptor left */
    public static EventFd create() {
        try {
            return new EventFd(new Fd(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)));
        } catch (LastErrorException e) {
            throw new LinuxException("make an event descriptor", e);
        }
    }

    public Fd fd() {
        return fd;
    }

    /** Adds one. Any thread, never waits, allocates nothing. A counter that is full has woken its reader already. */
    public void signal() {
        try {
            Libc.write(fd.number(), one.address(), Long.BYTES);
        } catch (LastErrorException e) {
            if (Errno.of(e.getErrorCode()) != Errno.EAGAIN) {
                throw new LinuxException("signal an event descriptor", e);
            }
        }
    }

    /** Nobody signals it or waits for it any more. Closing twice is harmless. */
    @Override
    public void close() {
        fd.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
