package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * The reference counts of host clusters and their allocation ("Host cluster management"). A refcount block is put at the first cluster of the
 * range that it describes, which is free as long as the block is missing. All under the image's exclusive lock.
 */
final class Refcounts {
    private static final int CACHE_BYTES = 1 << 20;

    private final BlockNode file;
    private final Geometry geometry;
    private final ClusterSet metadata;
    private final Damage damage;
    private final TableCache blocks;
    private final RefcountBits bits;

    private long[] table;
    private Header.Table place;
    private int dirtyFrom = Integer.MAX_VALUE;
    private int dirtyTo;
    /** Whether the header still points to the table's old place. */
    private boolean moved;
    /** All clusters below are in use. */
    private long searchFrom;

    /** Clusters in a row. */
    record Run(long first, long count) {}

    /** @param metadata the clusters that hold tables, kept up to date here for the refcount structures */
    Refcounts(BlockNode file, Header header, long[] table, ClusterSet metadata, Damage damage) {
        this.file = file;
        this.geometry = header.geometry();
        this.metadata = metadata;
        this.damage = damage;
        this.blocks = new TableCache(file, geometry.clusterSize(), CACHE_BYTES);
        this.bits = new RefcountBits(geometry.refcountOrder());
        this.table = table;
        this.place = header.refcountTable();
    }

    long get(long cluster) throws IOException {
        int index = blockIndex(cluster);
        return index >= table.length || table[index] == 0
                ? 0
                : bits.get(blocks.get(table[index]).bytes(), within(cluster));
    }

    /** Counts one reference more. @throws BlockException if the count has no room */
    void increase(long cluster) throws IOException {
        long count = get(cluster);
        if (count >= geometry.mostReferences()) {
            throw new BlockException(
                    BlockException.Kind.UNSUPPORTED,
                    file.name() + " has too many references to one cluster; delete a snapshot in it.");
        }
        set(cluster, count + 1);
    }

    /** Counts one reference less. @return whether none is left */
    boolean decrease(long cluster) throws IOException {
        long count = get(cluster);
        if (count == 0) {
            throw damage.report("cluster %,d is freed, but not counted".formatted(cluster));
        }
        set(cluster, count - 1);
        if (count == 1) {
            searchFrom = Math.min(searchFrom, cluster);
        }
        return count == 1;
    }

    private void set(long cluster, long count) throws IOException {
        int index = blockIndex(cluster);
        if (index >= table.length || table[index] == 0) {
            throw damage.report("cluster %,d is used, but has no reference count".formatted(cluster));
        }
        TableCache.Table block = blocks.get(table[index]);
        int position = within(cluster);
        bits.set(block.bytes(), position, count);
        block.touch(bits.byteOf(position), bits.bytes());
    }

    private int blockIndex(long cluster) {
        long index = cluster / geometry.blockEntries();
        return index > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) index;
    }

    private int within(long cluster) {
        return (int) (cluster % geometry.blockEntries());
    }

    /**
     * Takes the first free clusters, each counted once from then on.
     *
     * @param most how many are wanted
     * @return 1 to {@code most} clusters
     */
    Run allocate(long most) throws IOException {
        long cluster = searchFrom;
        while (true) {
            makeBlockFor(cluster);
            TableCache.Table block = blocks.get(table[blockIndex(cluster)]);
            long end = (cluster / geometry.blockEntries() + 1) * geometry.blockEntries();
            while (cluster < end && bits.get(block.bytes(), within(cluster)) != 0) {
                cluster++;
            }
            long first = cluster;
            while (cluster < end && cluster - first < most && bits.get(block.bytes(), within(cluster)) == 0) {
                cluster++;
            }
            if (cluster > first) {
                Run run = new Run(first, cluster - first);
                take(run);
                searchFrom = cluster;
                return run;
            }
            cluster = end;
        }
    }

    /** Takes clusters that lie in a row. */
    Run allocateInARow(long count) throws IOException {
        if (count > geometry.blockEntries() / 2) {
            return appendRegion(count);
        }
        long cluster = searchFrom;
        long first = cluster;
        while (cluster - first < count) {
            // A new block takes the first cluster of its range, and so ends the row.
            makeBlockFor(cluster);
            if (get(cluster) != 0) {
                first = cluster + 1;
            }
            cluster++;
        }
        Run run = new Run(first, count);
        take(run);
        return run;
    }

    /** A row too long to lie between two blocks: behind everything, with the blocks for it in front. */
    private Run appendRegion(long count) throws IOException {
        long newBlocks = blocksFor(count);
        int last = usedEntries();
        while (last + newBlocks > table.length) {
            // Growing puts blocks of its own behind what was the last one.
            growTable(last + newBlocks);
            last = usedEntries();
        }
        long start = (long) last * geometry.blockEntries();
        for (int i = 0; i < newBlocks; i++) {
            addBlock(last + i, start + i);
        }
        for (int i = 0; i < newBlocks; i++) {
            set(start + i, 1);
        }
        Run run = new Run(start + newBlocks, count);
        take(run);
        return run;
    }

    private int usedEntries() {
        int used = table.length;
        while (used > 0 && table[used - 1] == 0) {
            used--;
        }
        return used;
    }

    /** How many blocks describe so many clusters and themselves. */
    private long blocksFor(long count) {
        return (count + geometry.blockEntries() - 2) / (geometry.blockEntries() - 1);
    }

    private void take(Run run) throws IOException {
        if (geometry.offsetOf(run.first + run.count) > Geometry.MOST_HOST_BYTES) {
            throw new BlockException(BlockException.Kind.NO_SPACE, file.name() + " cannot become any larger.");
        }
        for (long i = 0; i < run.count; i++) {
            if (metadata.contains(run.first + i)) {
                throw damage.report("cluster %,d holds a table, but counts as free".formatted(run.first + i));
            }
            set(run.first + i, 1);
        }
    }

    /** Gives back clusters that nothing on the medium refers to. */
    void release(Run run) throws IOException {
        for (long i = 0; i < run.count; i++) {
            decrease(run.first + i);
        }
    }

    private void makeBlockFor(long cluster) throws IOException {
        int index = blockIndex(cluster);
        growTable(index + 1L);
        if (table[index] == 0) {
            long self = (long) index * geometry.blockEntries();
            addBlock(index, self);
            set(self, 1);
        }
    }

    private void addBlock(int index, long cluster) throws IOException {
        if (!metadata.add(cluster)) {
            throw damage.report("cluster %,d holds a table, but counts as free".formatted(cluster));
        }
        blocks.create(geometry.offsetOf(cluster));
        table[index] = geometry.offsetOf(cluster);
        dirtyFrom = Math.min(dirtyFrom, index);
        dirtyTo = Math.max(dirtyTo, index + 1);
    }

    /** Moves the table behind everything if it has less entries than this, and frees its old place. */
    private void growTable(long wanted) throws IOException {
        if (wanted <= table.length) {
            return;
        }
        long most = Geometry.MOST_REFCOUNT_TABLE_BYTES / 8;
        if (wanted > most) {
            throw new BlockException(
                    BlockException.Kind.NO_SPACE,
                    file.name() + " cannot become any larger with its cluster size; convert it to larger clusters.");
        }
        int covered = table.length;
        long start = (long) covered * geometry.blockEntries();
        long entries = Math.min(most, Math.max(wanted + wanted / 2, covered + 1L));
        long clusters = geometry.clustersFor(entries * 8);
        long newBlocks = blocksFor(clusters);
        while (geometry.offsetOf(clusters) / 8 < covered + newBlocks) {
            clusters++;
            newBlocks = blocksFor(clusters);
        }
        Header.Table old = place;
        table = java.util.Arrays.copyOf(table, (int) (geometry.offsetOf(clusters) / 8));
        for (int i = 0; i < newBlocks; i++) {
            addBlock(covered + i, start + i);
        }
        for (long i = 0; i < newBlocks + clusters; i++) {
            set(start + i, 1);
        }
        place = new Header.Table(geometry.offsetOf(start + newBlocks), clusters);
        metadata.addAll(start + newBlocks, clusters);
        moved = true;
        writeWholeTable();
        long oldFirst = geometry.clusterOf(old.offset());
        for (long i = 0; i < old.count(); i++) {
            metadata.remove(oldFirst + i);
            decrease(oldFirst + i);
        }
    }

    /** Blocks, then the table that points to them, then the header that points to it. */
    private void writeWholeTable() throws IOException {
        blocks.writeDirty();
        ByteBuffer bytes = ByteBuffer.allocate(table.length * 8);
        for (long entry : table) {
            bytes.putLong(entry);
        }
        file.write(place.offset(), Buffers.of(bytes.array()));
        file.flush();
        ByteBuffer pointer = ByteBuffer.allocate(12).putLong(place.offset()).putInt((int) place.count());
        file.write(Header.REFCOUNT_TABLE, Buffers.of(pointer.array()));
        file.flush();
        moved = false;
        dirtyFrom = Integer.MAX_VALUE;
        dirtyTo = 0;
    }

    boolean isDirty() {
        return blocks.isDirty() || dirtyFrom < dirtyTo || moved;
    }

    boolean isCrowded() {
        return blocks.isCrowded();
    }

    /** Writes what has changed; a flush must follow before anything refers to a cluster that was taken. */
    void writeDirty() throws IOException {
        if (moved) {
            writeWholeTable();
            return;
        }
        blocks.writeDirty();
        if (dirtyFrom < dirtyTo) {
            file.flush();
            ByteBuffer entries = ByteBuffer.allocate((dirtyTo - dirtyFrom) * 8);
            for (int i = dirtyFrom; i < dirtyTo; i++) {
                entries.putLong(table[i]);
            }
            file.write(place.offset() + dirtyFrom * 8L, Buffers.of(entries.array()));
            dirtyFrom = Integer.MAX_VALUE;
            dirtyTo = 0;
        }
    }
}
