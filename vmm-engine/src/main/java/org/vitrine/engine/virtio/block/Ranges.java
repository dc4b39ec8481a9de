package org.vitrine.engine.virtio.block;

import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.image.block.RangeSequence;
import org.vitrine.engine.virtio.ring.DescriptorChain;

/** The ranges of a discard or write-zeroes request (Virtual I/O Device 1.2, 5.2.6). */
final class Ranges {
    /** Ranges in a request, and sectors in a range, at most. */
    static final int MOST = 64;

    static final int MOST_SECTORS = 1 << 22;

    private static final int BYTES = 16;
    private static final int UNMAP = 1;

    private Ranges() {}

    /** @param zeroes whether they are to read as zeroes afterwards, else as anything @throws RefusedException if the driver may not ask for it */
    static RangeSequence of(DescriptorChain chain, DiskBackend disk, boolean zeroes, boolean durable)
            throws RefusedException {
        long bytes = chain.readableBytes() - Requests.HEADER_BYTES;
        if (bytes == 0 || bytes % BYTES != 0 || bytes / BYTES > MOST) {
            throw new RefusedException(RequestStatus.IO_ERROR);
        }
        int count = (int) bytes / BYTES;
        RangeSequence ranges = new RangeSequence(
                count,
                zeroes ? (position, length, done) -> disk.writeZeroes(position, length, durable, done) : disk::discard);
        for (int i = 0; i < count; i++) {
            long at = Requests.HEADER_BYTES + (long) BYTES * i;
            long sectors = chain.readInt(at + 8) & 0xffff_ffffL;
            int flags = chain.readInt(at + 12);
            if ((flags & ~UNMAP) != 0 || flags != 0 && !zeroes) {
                throw new RefusedException(RequestStatus.UNSUPPORTED);
            }
            if (sectors > MOST_SECTORS) {
                throw new RefusedException(RequestStatus.IO_ERROR);
            }
            long length = sectors * Requests.SECTOR;
            ranges.set(i, Requests.position(disk, chain.readLong(at), length), length);
        }
        return ranges;
    }
}
