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

    private static final int SEEK_END = 2;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    private static final int F_GET_SEALS = 1034;
    private static final int F_SEAL_SHRINK = 2;

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

    /** Bytes in the file. Moves the file offset to its end. */
    public long size() {
        try {
            return Libc.lseek(number, 0, SEEK_END);
        } catch (LastErrorException e) {
            throw new LinuxException("find the size of descriptor " + number, e);
        }
    }

    /**
     * Gives the space of a range back; it reads as zeroes then, and the file keeps its length.
     *
     * @param length bytes, more than 0
     * @return false if its file system has no holes
     * @throws LinuxException if the system refuses
     */
    public boolean punchHole(long position, long length) {
        try {
            Libc.fallocate(number, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, position, length);
            return true;
        } catch (LastErrorException e) {
            return switch (Errno.of(e.getErrorCode())) {
                case EOPNOTSUPP, ENOSYS, ENODEV -> false;
                default -> throw new LinuxException("punch a hole", e);
            };
        }
    }

    /** Whether it is a memfd that can no longer get shorter (F_SEAL_SHRINK), so that a mapping of it never faults. */
    public boolean isSealedAgainstShrinking() {
        try {
            return (Libc.fcntl(number, F_GET_SEALS, 0) & F_SEAL_SHRINK) != 0;
        } catch (LastErrorException e) {
            // EINVAL: a file that knows no seals.
            return false;
        }
    }

    /**
     * Reads from a position of a file until the segment is full or the file ends; EINTR is retried.
     *
     * @param into native memory
     * @param position bytes from the start of the file
     * @return how many bytes were read, less than asked for only at the end of the file
     * @throws LinuxException if the system refuses
     */
    public long pread(MemorySegment into, long position) {
        long done = 0;
        while (done < into.byteSize()) {
            try {
                long count = Libc.pread(number, into.address() + done, into.byteSize() - done, position + done);
                if (count == 0) {
                    break;
                }
                done += count;
            } catch (LastErrorException e) {
                if (Errno.of(e.getErrorCode()) != Errno.EINTR) {
                    throw new LinuxException("read", e);
                }
            }
        }
        return done;
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
