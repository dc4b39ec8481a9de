package org.vitrine.engine.ata;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.memory.GuestMemory;

/**
 * A walk through the physical regions of a command (AHCI 1.3.1, 4.2.3.3): guest memory in pieces, each of which can be
 * used without a copy. Each descriptor is read once. Confined to the thread that moves the command's data.
 */
final class PhysicalRegions {
    private static final int DESCRIPTOR_BYTES = 16;
    private static final int PAGE = 4096;
    private static final int COUNT = 0x3f_ffff;
    /** As many as the host takes in one call. */
    private static final int MOST_PIECES = 1024;

    /** Stands for memory that is not there: swallows what is written. */
    private static final MemorySegment NOWHERE = Arena.global().allocate(PAGE);
    /** Stands for memory that is not there: reads as ones. */
    private static final MemorySegment ONES =
            Arena.global().allocate(PAGE).fill((byte) 0xff).asReadOnly();

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

    /** Bytes that were moved so far. */
    long transferred() {
        return transferred;
    }

    /** Whether a region was used up whose end the guest wants to hear of. */
    boolean interrupt() {
        return interrupt;
    }

    /** Several pieces on which one request is under way. */
    final class Portion {
        private final boolean filled;
        private final List<MemorySegment> segments = new ArrayList<>();
        private long[] ranges = new long[16];
        private long bytes;
        private boolean endsRegion;

        private Portion(boolean filled) {
            this.filled = filled;
        }

        private void add(MemorySegment segment, long at) {
            int index = 2 * segments.size();
            if (index == ranges.length) {
                ranges = Arrays.copyOf(ranges, 2 * index);
            }
            ranges[index] = at;
            ranges[index + 1] = segment.byteSize();
            segments.add(segment);
            bytes += segment.byteSize();
        }

        long bytes() {
            return bytes;
        }

        Buffers buffers() {
            return Buffers.of(segments);
        }

        /** Its data has been moved. */
        void done() {
            if (filled) {
                for (int i = 0; i < 2 * segments.size(); i += 2) {
                    memory.markDirty(ranges[i], ranges[i + 1]);
                }
            }
            transferred += bytes;
            interrupt |= endsRegion;
        }
    }

    /**
     * Takes the next pieces for a request.
     *
     * @param most bytes
     * @param filled whether the request fills the memory, else empties it
     * @return with up to {@code most} bytes; none if all regions are used up
     */
    Portion take(long most, boolean filled) {
        Portion portion = new Portion(filled);
        while (portion.bytes < most && portion.segments.size() < MOST_PIECES) {
            long length = next(most - portion.bytes, filled);
            if (length == 0) {
                break;
            }
            MemorySegment piece = memory.slice(address, length, filled);
            portion.add(piece != null ? piece : (filled ? NOWHERE : ONES).asSlice(0, length), address);
            consume(length);
            portion.endsRegion |= left == 0 && interruptOnEnd;
        }
        return portion;
    }

    /**
     * Goes to the next piece to be filled, without consuming it.
     *
     * @return its length, from 1 to {@code most}; 0 if all regions are full
     */
    long next(long most) {
        return next(most, true);
    }

    private long next(long most, boolean filled) {
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
        if (memory.slice(address, length, filled) == null) {
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
        consume(length);
        transferred += length;
        interrupt |= left == 0 && interruptOnEnd;
    }

    private void consume(long length) {
        address += length;
        left -= length;
    }
}
