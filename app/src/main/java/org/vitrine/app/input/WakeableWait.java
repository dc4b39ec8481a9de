package org.vitrine.app.input;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** Waits until a descriptor can be read or somebody calls (poll(2), eventfd(2)). */
final class WakeableWait implements AutoCloseable {
    private static final int POLLIN = 1;
    private static final int EFD_CLOEXEC = 02000000;
    private static final int EFD_NONBLOCK = 04000;
    /** Bytes of a {@code struct pollfd}. */
    private static final int ENTRY = 8;

    private static final int EINTR = 4;

    static {
        Native.register(WakeableWait.class, "c");
    }

    private final int wake;
    private final Memory entries = new Memory(2 * ENTRY);
    private final Memory counter = new Memory(8);

    /** @param fd the descriptor, which stays the caller's */
    WakeableWait(int fd) {
        wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        entries.setInt(0, fd);
        entries.setShort(4, (short) POLLIN);
        entries.setInt(ENTRY, wake);
        entries.setShort(ENTRY + 4, (short) POLLIN);
    }

    private static native int poll(Pointer entries, long count, int timeout) throws LastErrorException;

    private static native int eventfd(int initial, int flags) throws LastErrorException;

    private static native long read(int fd, Pointer buffer, long count) throws LastErrorException;

    private static native long write(int fd, byte[] buffer, long count) throws LastErrorException;

    private static native int close(int fd) throws LastErrorException;

    /** Waits; one thread. */
    void await() {
        try {
            int unused = poll(entries, 2, -1);
            if (entries.getShort(ENTRY + 6) != 0) {
                long ignored = read(wake, counter, 8);
            }
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EINTR) {
                throw e;
            }
        }
    }

    /** Ends a wait, or the next one; any thread. */
    void call() {
        long unused = write(wake, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, 8);
    }

    @Override
    public void close() {
        int unused = close(wake);
    }
}
