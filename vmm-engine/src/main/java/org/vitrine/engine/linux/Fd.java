package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** An owned file descriptor. Closing twice is harmless; use after close is a programming error that the kernel reports as EBADF. */
public final class Fd implements AutoCloseable {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_CLOEXEC = 02000000;

    private final int number;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes ownership of a descriptor. */
    public Fd(int number) {
        this.number = number;
    }

    /**
     * Opens a file, close-on-exec.
     *
     * @throws LinuxException if the system refuses
     */
    public static Fd open(String path, int flags) {
        try {
            return new Fd(Libc.open(Libc.cString(path), flags | O_CLOEXEC, 0600));
        } catch (LastErrorException e) {
            throw new LinuxException("open " + path, e);
        }
    }

    public int number() {
        return number;
    }

    /**
     * Calls ioctl with a number or an address; EINTR is retried.
     *
     * @param what the request's name, for the error
     * @return the non-negative result
     * @throws LinuxException if the system refuses
     */
    public int ioctl(String what, long request, long argument) {
        while (true) {
            try {
                return Libc.ioctl(number, request, argument);
            } catch (LastErrorException e) {
                if (Errno.of(e.getErrorCode()) != Errno.EINTR) {
                    throw new LinuxException(what, e);
                }
            }
        }
    }

    /** Calls ioctl with a structure. */
    public int ioctl(String what, long request, MemorySegment argument) {
        return ioctl(what, request, argument.address());
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                Libc.close(number);
            } catch (LastErrorException e) {
                throw new LinuxException("close descriptor " + number, e);
            }
        }
    }
}
