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

    /** Memory that somebody has made, and that is the region's from here on. */
    public static MemoryRegion of(String name, HostMemory memory) {
        return new MemoryRegion(name, memory);
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
     * Replaces the content by a file's: at once for memory that other processes share and for reserved huge pages, else page by page as it is touched. The file must not get shorter as
     * long as this region lives. Nobody else may be at the region meanwhile.
     *
     * @param offset in the file, a multiple of 4 KiB; the file has the whole region from there on
     * @return the memory that the region had, if it has another now: to close it takes the longer the more it is, and has time
     */
    public Optional<HostMemory> restore(DiskFile file, long offset) {
        if (file.size() - offset < size()) {
            throw new IllegalArgumentException("the file ends within " + name);
        }
        Optional<HostMemory> former = Optional.empty();
        if (memory.canShowFile()) {
            former = Optional.of(memory.showFile(file, offset));
        } else {
            copy(file, offset);
        }
        markDirty(0, size());
        return former;
    }

    private void copy(DiskFile file, long offset) {
        long end = offset + size();
        long hole;
        for (long at = offset; at < end; at = hole) {
            long data = Math.clamp(file.nextData(at), at, end);
            if (at < data) {
                clear(at - offset, data - at);
            }
            hole = Math.clamp(file.nextHole(data), Math.min(data + 1, end), end);
            if (data < hole && file.read(List.of(segment().asSlice(data - offset, hole - data)), data) < hole - data) {
                throw new IllegalArgumentException("the file ends within " + name);
            }
        }
    }

    /** Takes no memory for that if it can be helped: a display uses little of its own. A reserved huge page that is given back may be another's when it is wanted again. */
    private void clear(long offset, long length) {
        Fd shared = memory.fd();
        if (shared == null || !shared.punchHole(offset, length)) {
            segment().asSlice(offset, length).fill((byte) 0);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
