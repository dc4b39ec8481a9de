package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Descriptors that one thread waits for at once (poll(2)), and a way for others to wake it. All methods but {@link #wake} belong to that thread.
 */
public final class PollSet implements AutoCloseable {
    public static final int POLLIN = 1;
    public static final int POLLPRI = 2;
    public static final int POLLOUT = 4;
    public static final int POLLERR = 8;
    public static final int POLLHUP = 0x10;

    private static final int EFD_CLOEXEC = 02000000;
    private static final int EFD_NONBLOCK = 04000;
    /** struct pollfd: descriptor, events, revents. */
    private static final int ENTRY = 8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment counter = arena.allocate(2 * Long.BYTES, Long.BYTES);
    private final Fd waker;
    private MemorySegment entries = arena.allocate(16L * ENTRY, Long.BYTES);
    private int count;

    /** @throws LinuxException if the process has no descriptor left */
    public PollSet() {
        try {
            waker = new Fd(Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        } catch (LastErrorException e) {
            arena.close();
            throw new LinuxException("make an event descriptor", e);
        }
        counter.set(ValueLayout.JAVA_LONG, Long.BYTES, 1);
        clear();
    }

    /** Forgets all descriptors. */
    public void clear() {
        count = 0;
        add(waker.number(), POLLIN);
    }

    /**
     * Adds a descriptor, which stays its owner's.
     *
     * @return what {@link #ready} is asked with
     */
    public int add(int descriptor, int events) {
        if ((long) count * ENTRY == entries.byteSize()) {
            MemorySegment larger = arena.allocate(2 * entries.byteSize(), Long.BYTES);
            larger.copyFrom(entries);
            entries = larger;
        }
        entries.set(ValueLayout.JAVA_INT, (long) count * ENTRY, descriptor);
        entries.set(ValueLayout.JAVA_SHORT, (long) count * ENTRY + 4, (short) events);
        entries.set(ValueLayout.JAVA_SHORT, (long) count * ENTRY + 6, (short) 0);
        return count++;
    }

    /**
     * Waits until a descriptor is ready, somebody wakes this, a signal comes or time is up.
     *
     * @param timeoutMillis negative: for ever
     * @return false if the system refused
     */
    public boolean await(int timeoutMillis) {
        try {
            Libc.poll(entries.address(), count, timeoutMillis);
            if (ready(0) != 0) {
                Libc.read(waker.number(), counter.address(), Long.BYTES);
            }
            return true;
        } catch (LastErrorException e) {
            Errno errno = Errno.of(e.getErrorCode());
            return errno == Errno.EINTR || errno == Errno.EAGAIN;
        }
    }

    /** The events of a descriptor, after {@link #await}. @param index any number */
    public int ready(int index) {
        return index < 0 || index >= count ? 0 : entries.get(ValueLayout.JAVA_SHORT, (long) index * ENTRY + 6);
    }

    /** Ends the present or the next wait. Any thread, never waits, allocates nothing; not after {@link #close}. */
    public void wake() {
        try {
            Libc.write(waker.number(), counter.address() + Long.BYTES, Long.BYTES);
        } catch (LastErrorException e) {
            // EAGAIN: it was woken often and has not come round yet.
            if (Errno.of(e.getErrorCode()) != Errno.EAGAIN) {
                throw new LinuxException("wake a thread", e);
            }
        }
    }

    @Override
    public void close() {
        waker.close();
        arena.close();
    }
}
