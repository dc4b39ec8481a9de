package org.vitrine.engine.virtio.block;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.virtio.ring.DescriptorChain;

/** The ranges of a discard or write-zeroes request (Virtual I/O Device 1.2, 5.2.6), which are carried out one after the other. */
final class Ranges implements BlockQueue.Completion {
    /** Ranges in a request, and sectors in a range, at most. */
    static final int MOST = 64;

    static final int MOST_SECTORS = 1 << 22;

    private static final int BYTES = 16;
    private static final int UNMAP = 1;

    private final DiskBackend disk;
    private final boolean zeroes;
    private final boolean durable;
    private final long[] positions;
    private final long[] lengths;
    private BlockQueue.@Nullable Completion done;
    private int next;

    private Ranges(DiskBackend disk, boolean zeroes, boolean durable, int count) {
        this.disk = disk;
        this.zeroes = zeroes;
        this.durable = durable;
        positions = new long[count];
        lengths = new long[count];
    }

    /** @param zeroes whether they are to read as zeroes afterwards, else as anything @throws RefusedException if the driver may not ask for it */
    static Ranges of(DescriptorChain chain, DiskBackend disk, boolean zeroes, boolean durable) throws RefusedException {
        long bytes = chain.readableBytes() - Requests.HEADER_BYTES;
        if (bytes == 0 || bytes % BYTES != 0 || bytes / BYTES > MOST) {
            throw new RefusedException(RequestStatus.IO_ERROR);
        }
        Ranges ranges = new Ranges(disk, zeroes, durable, (int) bytes / BYTES);
        for (int i = 0; i < ranges.positions.length; i++) {
            long at = Requests.HEADER_BYTES + (long) BYTES * i;
            long sectors = chain.readInt(at + 8) & 0xffff_ffffL;
            int flags = chain.readInt(at + 12);
            if ((flags & ~UNMAP) != 0 || flags != 0 && !zeroes) {
                throw new RefusedException(RequestStatus.UNSUPPORTED);
            }
            if (sectors > MOST_SECTORS) {
                throw new RefusedException(RequestStatus.IO_ERROR);
            }
            ranges.lengths[i] = sectors * Requests.SECTOR;
            ranges.positions[i] = Requests.position(disk, chain.readLong(at), ranges.lengths[i]);
        }
        return ranges;
    }

    void start(BlockQueue.Completion whenDone) {
        done = whenDone;
        completed(null);
    }

    @Override
    public void completed(@Nullable IOException failure) {
        while (next < lengths.length && lengths[next] == 0) {
            next++;
        }
        BlockQueue.Completion whenDone = done;
        if (failure == null && next < lengths.length) {
            int now = next++;
            if (zeroes) {
                disk.writeZeroes(positions[now], lengths[now], durable, this);
            } else {
                disk.discard(positions[now], lengths[now], this);
            }
        } else if (whenDone != null) {
            whenDone.completed(failure);
        }
    }
}
