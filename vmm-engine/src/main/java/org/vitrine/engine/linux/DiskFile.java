package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A regular file or block device with positioned, vectored I/O (preadv(2), pwritev(2)), holes (fallocate(2), lseek(2)) and byte locks that belong to the
 * open file description (fcntl(2)). Any thread; no two calls disturb each other. Each throws {@link LinuxException} if the system refuses.
 */
public final class DiskFile implements AutoCloseable {
    private static final int O_EXCL = 0200;
    private static final int O_NOFOLLOW = 0400000;
    private static final int O_DIRECT = 040000;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    /** Offsets in struct flock: l_type 0, l_whence 2, l_start 8, l_len 16, l_pid 24. */
    private static final long FLOCK_SIZE = 32;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_DIOALIGN = 0x2000;
    /** Offsets in struct statx: stx_mask 0, stx_dio_mem_align 152, stx_dio_offset_align 156. */
    private static final long STATX_SIZE = 256;
    /** What every medium can, where the system does not tell. */
    private static final int COMMON_ALIGNMENT = 4096;
    /** UIO_MAXIOV, and the size of struct iovec. */
    private static final int MOST_VECTORS = 1024;

    private static final int VECTOR_SIZE = 16;

    private static final ThreadLocal<MemorySegment> VECTORS =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate((long) MOST_VECTORS * VECTOR_SIZE, 8));

    private final Fd fd;
    private final int alignment;

    private DiskFile(Fd fd, int alignment) {
        this.fd = fd;
        this.alignment = alignment;
    }

    /** Opens what is there. */
    public static DiskFile open(String path, boolean writable) {
        return new DiskFile(Fd.open(path, writable ? Fd.O_RDWR : Fd.O_RDONLY), 1);
    }

    /** Opens what is there past the host's cache (O_DIRECT): positions, lengths and addresses must be multiples of {@link #alignment()}. */
    public static DiskFile openDirect(String path, boolean writable) {
        Fd fd = Fd.open(path, (writable ? Fd.O_RDWR : Fd.O_RDONLY) | O_DIRECT);
        return new DiskFile(fd, directAlignment(fd));
    }

    private static int directAlignment(Fd fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(STATX_SIZE, 8);
            Libc.statx(fd.number(), Libc.cString(""), AT_EMPTY_PATH, STATX_DIOALIGN, status.address());
            int memory = status.get(ValueLayout.JAVA_INT, 152);
            int offset = status.get(ValueLayout.JAVA_INT, 156);
            boolean told = (status.get(ValueLayout.JAVA_INT, 0) & STATX_DIOALIGN) != 0 && memory > 0 && offset > 0;
            return told ? Math.max(memory, offset) : COMMON_ALIGNMENT;
        } catch (LastErrorException e) {
            return COMMON_ALIGNMENT;
        }
    }

    /** What positions, lengths and addresses must be multiples of: a power of two, 1 unless opened directly. */
    public int alignment() {
        return alignment;
    }

    /** Makes a file, which must not be there yet, and opens it for reading and writing by its owner alone. */
    public static DiskFile create(String path) {
        return new DiskFile(Fd.open(path, Fd.O_RDWR | Fd.O_CREAT | O_EXCL | O_NOFOLLOW), 1);
    }

    int descriptor() {
        return fd.number();
    }

    /** Bytes in the file or device. */
    public long size() {
        return fd.size();
    }

    /**
     * Reads until the segments are full or the file ends.
     *
     * @param into native segments, filled one after the other
     * @return how many bytes were read
     */
    public long read(List<MemorySegment> into, long position) {
        return transfer(into, position, false);
    }

    /** Writes all of the segments, which are native, one after the other. */
    public void write(List<MemorySegment> from, long position) {
        transfer(from, position, true);
    }

    private long transfer(List<MemorySegment> segments, long position, boolean write) {
        MemorySegment vectors = VECTORS.get();
        long done = 0;
        int index = 0;
        long within = 0;
        while (index < segments.size()) {
            int count = 0;
            for (int i = index; i < segments.size() && count < MOST_VECTORS; i++) {
                long skip = i == index ? within : 0;
                MemorySegment segment = segments.get(i);
                vectors.set(ValueLayout.JAVA_LONG, (long) count * VECTOR_SIZE, segment.address() + skip);
                vectors.set(ValueLayout.JAVA_LONG, (long) count * VECTOR_SIZE + 8, segment.byteSize() - skip);
                count++;
            }
            long moved = once(vectors.address(), count, position + done, write);
            if (moved == 0 && !write) {
                break;
            }
            done += moved;
            if (!write && moved % alignment != 0) {
                // The file ends there, and cannot be asked again at such a place.
                break;
            }
            while (index < segments.size() && moved >= segments.get(index).byteSize() - within) {
                moved -= segments.get(index).byteSize() - within;
                within = 0;
                index++;
            }
            within += moved;
        }
        return done;
    }

    private long once(long vectors, int count, long position, boolean write) {
        while (true) {
            try {
                return write
                        ? Libc.pwritev(fd.number(), vectors, count, position)
                        : Libc.preadv(fd.number(), vectors, count, position);
            } catch (LastErrorException e) {
                if (Errno.of(e.getErrorCode()) != Errno.EINTR) {
                    throw new LinuxException(write ? "write" : "read", e);
                }
            }
        }
    }

    /** Waits until what was written, and the file's length, is on the medium. */
    public void sync() {
        try {
            Libc.fdatasync(fd.number());
        } catch (LastErrorException e) {
            throw new LinuxException("flush", e);
        }
    }

    /** Whether no directory has the file any more, so that it is gone when it is closed. */
    public boolean isRemoved() {
        try {
            // The kernel adds this to the name that the file had (proc_pid_fd(5)).
            Path name = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number()));
            return name.toString().endsWith(" (deleted)") && !Files.exists(name);
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes the file longer (with a hole) or shorter. */
    public void truncate(long size) {
        try {
            Libc.ftruncate(fd.number(), size);
        } catch (LastErrorException e) {
            throw new LinuxException("resize", e);
        }
    }

    /**
     * Gives the space of a range back; it reads as zeroes then, and the file keeps its length.
     *
     * @return false if this file system has no holes
     */
    public boolean punchHole(long position, long length) {
        return fd.punchHole(position, length);
    }

    /** Where the first data at or after a position begins; the file's size if there is none; the position itself if the system cannot tell. */
    public long nextData(long position) {
        try {
            return Libc.lseek(fd.number(), position, SEEK_DATA);
        } catch (LastErrorException e) {
            return switch (Errno.of(e.getErrorCode())) {
                case ENXIO -> size();
                default -> position;
            };
        }
    }

    /** Where the first hole at or after a position begins: at the latest at the end of the file. */
    public long nextHole(long position) {
        try {
            return Libc.lseek(fd.number(), position, SEEK_HOLE);
        } catch (LastErrorException e) {
            return size();
        }
    }

    /** Takes a shared lock on one byte, which needs not exist. @return false if another has an exclusive one */
    public boolean lockByte(long position) {
        return lock(F_OFD_SETLK, F_RDLCK, position) != F_UNLCK;
    }

    /** Gives the lock on one byte up. */
    public void unlockByte(long position) {
        lock(F_OFD_SETLK, F_UNLCK, position);
    }

    /** Whether anyone else has any lock on this byte. */
    public boolean isByteLockedElsewhere(long position) {
        return lock(F_OFD_GETLK, F_WRLCK, position) != F_UNLCK;
    }

    /** What the kernel leaves in l_type; F_UNLCK too if the lock cannot be had. */
    private short lock(int command, short type, long position) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flock = arena.allocate(FLOCK_SIZE, 8);
            flock.set(ValueLayout.JAVA_SHORT, 0, type);
            flock.set(ValueLayout.JAVA_LONG, 8, position);
            flock.set(ValueLayout.JAVA_LONG, 16, 1);
            Libc.fcntl(fd.number(), command, flock.address());
            return flock.get(ValueLayout.JAVA_SHORT, 0);
        } catch (LastErrorException e) {
            return switch (Errno.of(e.getErrorCode())) {
                case EAGAIN, EACCES -> F_UNLCK;
                default -> throw new LinuxException("lock", e);
            };
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
