package org.vitrine.engine.virtio.block;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.virtio.ring.DescriptorChain;

/**
 * Checks requests, and makes of them what is asked of the disk (Virtual I/O Device 1.2, 5.2.6): a readable header of 16 bytes, data, and a writable byte for the
 * status. Only the worker.
 */
final class Requests {
    static final int SECTOR = 512;
    static final int HEADER_BYTES = 16;
    static final int STATUS_BYTES = 1;
    static final int SERIAL_BYTES = 20;

    private static final int SECTOR_FIELD = 8;

    private final DiskBackend disk;
    private final byte[] serial;

    /** @param serial ASCII, of which a guest sees 20 characters */
    Requests(DiskBackend disk, String serial) {
        this.disk = disk;
        this.serial = Arrays.copyOf(serial.getBytes(StandardCharsets.US_ASCII), SERIAL_BYTES);
    }

    /** Whether there is room for a header and a status. */
    static boolean isWhole(DescriptorChain chain) {
        return chain.readableBytes() >= HEADER_BYTES && chain.writableBytes() >= STATUS_BYTES;
    }

    /**
     * Begins what a request asks for. Nothing has changed if it is refused.
     *
     * @param chain whole
     * @param durable whether what it writes is to be on the medium when it completes
     */
    void start(DescriptorChain chain, boolean durable, BlockQueue.Completion done) throws RefusedException {
        RequestType type = RequestType.of(chain.readInt(0));
        if (type == null || type == RequestType.DISCARD && !disk.takesDiscards()) {
            throw new RefusedException(RequestStatus.UNSUPPORTED);
        }
        if (type.changesContent() && disk.isReadOnly()) {
            throw new RefusedException(RequestStatus.IO_ERROR);
        }
        switch (type) {
            case IN -> {
                long length = chain.writableBytes() - STATUS_BYTES;
                long position = data(chain, length);
                disk.read(position, Buffers.of(chain.writable(0, length)), done);
            }
            case OUT -> {
                long length = chain.readableBytes() - HEADER_BYTES;
                long position = data(chain, length);
                disk.write(position, Buffers.of(chain.readable(HEADER_BYTES, length)), durable, done);
            }
            case FLUSH -> disk.flush(done);
            case GET_ID -> {
                long room = Math.min(SERIAL_BYTES, chain.writableBytes() - STATUS_BYTES);
                chain.write(0, MemorySegment.ofArray(serial).asSlice(0, room));
                done.completed(null);
            }
            case DISCARD -> Ranges.of(chain, disk, false, durable).start(done);
            case WRITE_ZEROES -> Ranges.of(chain, disk, true, durable).start(done);
        }
    }

    private long data(DescriptorChain chain, long length) throws RefusedException {
        if (length % SECTOR != 0 || length == 0) {
            throw new RefusedException(RequestStatus.IO_ERROR);
        }
        return position(disk, chain.readLong(SECTOR_FIELD), length);
    }

    /** Where a range of sectors begins on a disk, in bytes. @param sector any number @param length in bytes, at least 0 */
    static long position(DiskBackend disk, long sector, long length) throws RefusedException {
        long size = disk.size();
        if (sector < 0 || sector > size / SECTOR || length > size - sector * SECTOR) {
            throw new RefusedException(RequestStatus.IO_ERROR);
        }
        return sector * SECTOR;
    }
}
