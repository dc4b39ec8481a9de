package org.vitrine.engine.image.raw;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.linux.DiskFile;

/**
 * Brings requests into the form that a file takes: heap memory goes through native memory, and where the file wants whole blocks (O_DIRECT), what is not
 * aligned goes through aligned memory. Writes of parts of blocks read the rest first, and have the file alone meanwhile; others share it. Any thread.
 */
final class DirectAccess {
    private static final int PIECE = 1 << 20;

    private final DiskFile file;
    private final int alignment;
    private final ReadWriteLock blocks = new ReentrantReadWriteLock();

    DirectAccess(DiskFile file) {
        this.file = file;
        this.alignment = file.alignment();
    }

    /** Fills the buffers; zeroes follow the file's end. */
    void read(long position, Buffers into) {
        if (isAligned(position, into)) {
            long done = file.read(into.segments(), position);
            into.slice(done, into.byteSize() - done).fillWithZeroes();
            return;
        }
        for (long done = 0; done < into.byteSize(); ) {
            long from = floor(position + done);
            long end = Math.min(position + into.byteSize(), from + PIECE);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bounce = arena.allocate(ceiling(end) - from, alignment);
                file.read(List.of(bounce), from);
                long length = end - position - done;
                into.slice(done, length).copyFrom(bounce.asSlice(position + done - from, length));
                done += length;
            }
        }
    }

    /** Writes all; the file ends no later for it than the last byte. */
    void write(long position, Buffers from) {
        if (isAligned(position, from)) {
            blocks.readLock().lock();
            try {
                file.write(from.segments(), position);
            } finally {
                blocks.readLock().unlock();
            }
            return;
        }
        for (long done = 0; done < from.byteSize(); ) {
            long start = position + done;
            long length = Math.min(from.byteSize() - done, floor(start) + PIECE - start);
            writePiece(start, from.slice(done, length));
            done += length;
        }
    }

    private void writePiece(long position, Buffers from) {
        long first = floor(position);
        long end = position + from.byteSize();
        long last = ceiling(end);
        Lock lock = lockFor(position, from.byteSize());
        lock.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bounce = arena.allocate(last - first, alignment);
            boolean whole = first == position && last == end;
            // Whoever writes past the end of the file waits for the lock, or has written.
            long size = whole ? last : file.size();
            if (!whole) {
                file.read(List.of(bounce), first);
            }
            from.copyTo(bounce.asSlice(position - first, from.byteSize()));
            file.write(List.of(bounce), first);
            if (last > Math.max(end, size)) {
                file.truncate(Math.max(end, size));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes the file at least so long, with zeroes. */
    void extendTo(long end) {
        blocks.writeLock().lock();
        try {
            if (file.size() < end) {
                file.truncate(end);
            }
        } finally {
            blocks.writeLock().unlock();
        }
    }

    /** As {@link DiskFile#punchHole}. */
    boolean punchHole(long position, long length) {
        Lock lock = lockFor(position, length);
        lock.lock();
        try {
            return file.punchHole(position, length);
        } finally {
            lock.unlock();
        }
    }

    private Lock lockFor(long position, long length) {
        return (position | length) % alignment == 0 ? blocks.readLock() : blocks.writeLock();
    }

    private boolean isAligned(long position, Buffers buffers) {
        if ((position | buffers.byteSize()) % alignment != 0) {
            return false;
        }
        for (MemorySegment segment : buffers.segments()) {
            if (!segment.isNative() || (segment.address() | segment.byteSize()) % alignment != 0) {
                return false;
            }
        }
        return true;
    }

    private long floor(long position) {
        return position - position % alignment;
    }

    private long ceiling(long position) {
        return floor(position + alignment - 1);
    }
}
