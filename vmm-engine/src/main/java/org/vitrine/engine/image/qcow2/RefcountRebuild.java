package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * Writes new refcount structures behind everything else, and only then makes the header point to them: until that last write the image is as it was.
 */
final class RefcountRebuild {
    private final BlockNode file;
    private final Geometry geometry;
    private final ReferenceCount count;
    /** Block index to the cluster where that block will lie. */
    private final TreeMap<Long, Long> blocks = new TreeMap<>();

    RefcountRebuild(BlockNode file, Geometry geometry, ReferenceCount count) {
        this.file = file;
        this.geometry = geometry;
        this.count = count;
    }

    /**
     * Writes them.
     *
     * @param start the first cluster behind everything
     */
    void write(long start) throws IOException {
        long perBlock = geometry.blockEntries();
        count.forEach((cluster, references) -> {
            if (references > geometry.mostReferences()) {
                throw new BlockException(
                        BlockException.Kind.UNSUPPORTED,
                        "%s refers %,d times to one cluster, more than it can count."
                                .formatted(file.name(), references));
            }
            blocks.put(cluster / perBlock, 0L);
        });
        long tableClusters = addBlocksForSelf(start, perBlock);
        long next = start;
        for (Map.Entry<Long, Long> block : blocks.entrySet()) {
            block.setValue(next++);
        }
        count.addAll(start, blocks.size() + tableClusters);
        writeBlocks(perBlock);
        ByteBuffer table = ByteBuffer.allocate((int) geometry.offsetOf(tableClusters));
        blocks.forEach((index, cluster) -> table.putLong((int) (index * 8), geometry.offsetOf(cluster)));
        file.write(geometry.offsetOf(next), Buffers.of(table.array()));
        file.flush();
        ByteBuffer pointer =
                ByteBuffer.allocate(12).putLong(geometry.offsetOf(next)).putInt((int) tableClusters);
        file.write(Header.REFCOUNT_TABLE, Buffers.of(pointer.array()));
        file.flush();
    }

    /** More blocks describe the blocks and the table, and may take another block themselves. @return clusters of the table */
    private long addBlocksForSelf(long start, long perBlock) throws BlockException {
        while (true) {
            int before = blocks.size();
            long tableClusters = geometry.clustersFor((blocks.isEmpty() ? 1 : blocks.lastKey() + 1) * 8);
            if (geometry.offsetOf(tableClusters) > Geometry.MOST_REFCOUNT_TABLE_BYTES) {
                throw new BlockException(
                        BlockException.Kind.UNSUPPORTED, file.name() + " is too large for its cluster size.");
            }
            long end = start + before + tableClusters;
            for (long index = start / perBlock; index <= (end - 1) / perBlock; index++) {
                blocks.putIfAbsent(index, 0L);
            }
            if (blocks.size() == before) {
                return tableClusters;
            }
        }
    }

    private void writeBlocks(long perBlock) throws IOException {
        RefcountBits bits = new RefcountBits(geometry.refcountOrder());
        for (Map.Entry<Long, Long> block : blocks.entrySet()) {
            byte[] bytes = new byte[geometry.clusterSize()];
            long first = block.getKey() * perBlock;
            for (int i = 0; i < perBlock; i++) {
                bits.set(bytes, i, count.get(first + i));
            }
            file.write(geometry.offsetOf(block.getValue()), Buffers.of(bytes));
        }
    }
}
