package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * An exclusive lock on a whole file that belongs to its open file description (fcntl(2), F_OFD_SETLK): unlike a process's record lock it is not lost when
 * another descriptor of the file is closed, and the kernel drops it when the process dies, however it dies.
 */
public final class OfdLock implements AutoCloseable {
    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;
    private static final int O_NOFOLLOW = 0400000;
    /** Offsets in struct flock: l_type, l_whence, l_start, l_len, l_pid; zeros mean the whole file. */
    private static final long FLOCK_SIZE = 32;

    private static final int ATTEMPTS = 20;

    private final Fd fd;

    private OfdLock(Fd fd) {
        this.fd = fd;
    }

    /**
     * Locks a file, which is made if it is not there.
     *
     * @return the lock, or empty if another has it
     * @throws LinuxException if the file cannot be opened or locked at all
     */
    public static Optional<OfdLock> tryLock(Path file) {
        // Whoever removes a lock file holds its lock. If that happened in between, the file locked here is no longer
        // the one of that name.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Fd fd = Fd.open(file.toString(), Fd.O_RDWR | Fd.O_CREAT | O_NOFOLLOW);
            boolean keep = false;
            try {
                if (!lock(fd, file)) {
                    return Optional.empty();
                }
                keep = isStill(file, fd);
                if (keep) {
                    return Optional.of(new OfdLock(fd));
                }
            } finally {
                if (!keep) {
                    fd.close();
                }
            }
        }
        return Optional.empty();
    }

    private static boolean lock(Fd fd, Path file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flock = arena.allocate(FLOCK_SIZE, 8);
            flock.set(ValueLayout.JAVA_SHORT, 0, F_WRLCK);
            Libc.fcntl(fd.number(), F_OFD_SETLK, flock.address());
            return true;
        } catch (LastErrorException e) {
            Errno errno = Errno.of(e.getErrorCode());
            if (errno == Errno.EAGAIN || errno == Errno.EACCES) {
                return false;
            }
            throw new LinuxException("lock " + file, e);
        }
    }

    private static boolean isStill(Path file, Fd fd) {
        try {
            Object named = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            Object held = Files.readAttributes(Path.of("/proc/self/fd/" + fd.number()), BasicFileAttributes.class)
                    .fileKey();
            return named != null && named.equals(held);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Gives the lock up; the file stays. */
    @Override
    public void close() {
        fd.close();
    }
}
