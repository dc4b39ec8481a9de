package org.vitrine.engine.ata;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * A walk through the physical regions of a command (AHCI 1.3.1, 4.2.3.3): guest memory in pieces, each of which can be
 * filled without a copy. Each descriptor is read once. Confined to the thread that executes the command.
 */
final class PhysicalRegions {
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int PAGE = 4096;
    private static final int COUNT = 0x3f_ffff;

    private final GuestMemory memory;
    private final long descriptors;
    private final int total;
    private int next;
    private long address;
    private long left;
    private boolean interruptOnEnd;
    private long transferred;
    private boolean interrupt;

    /** @param descriptors guest physical address of the first one */
    PhysicalRegions(GuestMemory memory, long descriptors, int total) {
        this.memory = memory;
        this.descriptors = descriptors;
        this.total = total;
    }

    /** Bytes that were filled so far. */
    long transferred() {
        return transferred;
    }

    /** Whether a region was filled whose end the guest wants to hear of. */
    boolean interrupt() {
        return interrupt;
    }

    /**
     * Goes to the next piece, without consuming it.
     *
     * @return its length, from 1 to {@code most}; 0 if all regions are full
     */
    long next(long most) {
        while (left == 0) {
            if (next == total) {
                return 0;
            }
            long descriptor = descriptors + (long) next++ * DESCRIPTOR_BYTES;
            address = memory.readLong(descriptor) & ~1L;
            int length = memory.readInt(descriptor + 12);
            left = (length & COUNT) + 1;
            interruptOnEnd = length < 0;
        }
        long length = Math.min(most, left);
        if (memory.slice(address, length, true) == null) {
            // Mappings begin and end with pages, so a piece that keeps within one is in memory or not at all.
            length = Math.min(length, PAGE - (address & (PAGE - 1)));
        }
        return length;
    }

    /** The piece of this length that {@link #next} found, or null where there is no writable memory: data is dropped there. */
    @Nullable
    MemorySegment piece(long length) {
        return memory.slice(address, length, true);
    }

    /** Consumes what was filled of the piece. */
    void advance(long length) {
        memory.markDirty(address, length);
        address += length;
        left -= length;
        transferred += length;
        interrupt |= left == 0 && interruptOnEnd;
    }
}
