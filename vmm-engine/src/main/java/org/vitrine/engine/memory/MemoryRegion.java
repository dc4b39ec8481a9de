package org.vitrine.engine.memory;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.HostMemory;

/**
 * Host memory that a guest can see, wherever it is mapped: RAM, a ROM, flash, VRAM. A region has its own place in a
 * snapshot. It owns its {@link HostMemory}.
 */
public final class MemoryRegion implements AutoCloseable {
    private final String name;
    private final HostMemory memory;
    final CopyOnWriteArrayList<DirtyTracker> trackers = new CopyOnWriteArrayList<>();

    private MemoryRegion(String name, HostMemory memory) {
        this.name = name;
        this.memory = memory;
    }

    /** Private anonymous memory, zeroed; {@code size} is a multiple of 4 KiB. */
    public static MemoryRegion anonymous(String name, long size) {
        return new MemoryRegion(name, HostMemory.anonymous(size));
    }

    /** A sealed memfd, which another process can map; {@code size} is a multiple of 4 KiB. */
    public static MemoryRegion shared(String name, long size) {
        return new MemoryRegion(name, HostMemory.sharedSealed(name, size));
    }

    public String name() {
        return name;
    }

    /** Bytes. */
    public long size() {
        return memory.segment().byteSize();
    }

    /** All of it. Writes that go through the segment are not tracked; see {@link #markDirty}. */
    public MemorySegment segment() {
        return memory.segment();
    }

    public HostMemory hostMemory() {
        return memory;
    }

    /** Tells the trackers that this process wrote to a range. Allocates nothing. */
    public void markDirty(long offset, long length) {
        if (trackers.isEmpty() || length <= 0) {
            return;
        }
        for (DirtyTracker tracker : trackers) {
            tracker.mark(offset, length);
        }
    }

    /**
     * Replaces the content by a file's: at once for memory that other processes share, else page by page as it is touched. The file must not get shorter as
     * long as this region lives. Nobody else may be at the region meanwhile.
     *
     * @param offset in the file, a multiple of 4 KiB; the file has the whole region from there on
     * @return the memory that the region had, if it has another now: to close it takes the longer the more it is, and has time
     */
    public Optional<HostMemory> restore(DiskFile file, long offset) {
        if (file.size() - offset < size()) {
            throw new IllegalArgumentException("the file ends within " + name);
        }
        Fd shared = memory.fd();
        Optional<HostMemory> former = Optional.empty();
        if (shared == null) {
            former = Optional.of(memory.showFile(file, offset));
        } else {
            copy(file, offset, shared);
        }
        markDirty(0, size());
        return former;
    }

    /** Takes no memory where the file has holes: a display uses little of its own. */
    private void copy(DiskFile file, long offset, Fd shared) {
        long end = offset + size();
        long hole;
        for (long at = offset; at < end; at = hole) {
            long data = Math.clamp(file.nextData(at), at, end);
            if (at < data && !shared.punchHole(at - offset, data - at)) {
                segment().asSlice(at - offset, data - at).fill((byte) 0);
            }
            hole = Math.clamp(file.nextHole(data), Math.min(data + 1, end), end);
            if (data < hole && file.read(List.of(segment().asSlice(data - offset, hole - data)), data) < hole - data) {
                throw new IllegalArgumentException("the file ends within " + name);
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
