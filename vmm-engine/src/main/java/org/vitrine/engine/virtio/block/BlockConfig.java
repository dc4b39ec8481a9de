package org.vitrine.engine.virtio.block;

import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.virtio.VirtioConfig;

/** The configuration space of a block device (Virtual I/O Device 1.2, 5.2.4): sizes are in sectors of 512 bytes. */
final class BlockConfig {
    private static final int CAPACITY = 0;
    private static final int SEG_MAX = 12;
    private static final int BLOCK_SIZE = 20;
    private static final int WRITE_CACHE = 32;
    private static final int QUEUES = 34;
    private static final int DISCARD_SECTORS = 36;
    private static final int DISCARD_RANGES = 40;
    private static final int DISCARD_ALIGNMENT = 44;
    private static final int ZERO_SECTORS = 48;
    private static final int ZERO_RANGES = 52;
    private static final int ZEROES_MAY_UNMAP = 56;
    private static final int LENGTH = 60;

    private final DiskBackend disk;
    private final VirtioConfig space;

    /** @param queues how many there are @param segments most pieces of data in a request */
    BlockConfig(DiskBackend disk, int queues, int segments) {
        this.disk = disk;
        space = new VirtioConfig(LENGTH)
                .put(SEG_MAX, 4, segments)
                .put(BLOCK_SIZE, 4, Requests.SECTOR)
                .put(QUEUES, 2, queues)
                .put(ZERO_SECTORS, 4, Ranges.MOST_SECTORS)
                .put(ZERO_RANGES, 4, Ranges.MOST)
                .put(ZEROES_MAY_UNMAP, 1, disk.takesDiscards() ? 1 : 0)
                .writable(WRITE_CACHE, 1, (offset, size) -> {});
        if (disk.takesDiscards()) {
            space.put(DISCARD_SECTORS, 4, Ranges.MOST_SECTORS)
                    .put(DISCARD_RANGES, 4, Ranges.MOST)
                    .put(DISCARD_ALIGNMENT, 4, 1);
        }
        updateCapacity();
        reset();
    }

    VirtioConfig space() {
        return space;
    }

    void updateCapacity() {
        space.put(CAPACITY, 8, disk.size() / Requests.SECTOR);
    }

    /** The driver is another one: the cache is as the disk has it. */
    void reset() {
        setWriteCache(disk.hasWriteCache());
    }

    void setWriteCache(boolean on) {
        space.put(WRITE_CACHE, 1, on ? 1 : 0);
    }

    /** Whether the driver lets writes complete that are not on the medium (writeback). */
    boolean writeCache() {
        return space.get(WRITE_CACHE, 1) != 0;
    }
}
