package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * The tables of an open image in memory, and the order in which they reach the file. Looking up takes the image's shared lock, all else
 * its exclusive one.
 */
final class Metadata {
    private static final System.Logger LOG = System.getLogger(Metadata.class.getName());
    private static final int CACHE_BYTES = 8 << 20;

    private final BlockNode file;
    private final Geometry geometry;
    private final Damage damage;
    private final TableCache tables;
    private final @Nullable Refcounts refcounts;
    private final ClusterSet places;

    private long[] l1;
    private Header.Table l1Place;
    private final BitSet dirtyL1 = new BitSet();
    /** How often a cluster became free: whoever remembers one that was in use must look whether it still is the same. */
    private long freed;
    /** Entries that nothing in memory has any more, but perhaps the file. */
    private List<Long> dropped = new ArrayList<>();

    /**
     * @param refcounts null if the image is only read
     * @param places the clusters that hold tables
     */
    Metadata(
            BlockNode file, Header header, Damage damage, @Nullable Refcounts refcounts, ClusterSet places, long[] l1) {
        this.file = file;
        this.geometry = header.geometry();
        this.damage = damage;
        this.tables = new TableCache(file, geometry.clusterSize(), CACHE_BYTES);
        this.refcounts = refcounts;
        this.places = places;
        this.l1 = l1;
        this.l1Place = header.l1();
    }

    Refcounts refcounts() {
        if (refcounts == null) {
            throw new IllegalStateException("image is open for reading only");
        }
        return refcounts;
    }

    boolean holdsTable(long cluster) {
        return places.contains(cluster);
    }

    /** A number that changes when a cluster becomes free. */
    long freed() {
        return freed;
    }

    int l1Entries() {
        return l1.length;
    }

    /** Whether the table over a guest cluster may be written in place. */
    boolean isTableOwn(long guestCluster) {
        return Entry.isCopied(l1[geometry.l1Index(guestCluster)]);
    }

    /** The table over a guest cluster, or null if there is none. */
    TableCache.@Nullable Table table(long guestCluster) throws IOException {
        int index = geometry.l1Index(guestCluster);
        long entry = l1[index];
        long offset = Entry.offset(entry);
        if (offset == 0) {
            return null;
        }
        TableCache.Table cached = tables.cached(offset);
        if (cached != null) {
            // A new one may not be in the file yet.
            return cached;
        }
        if (!geometry.isAligned(offset) || Entry.hasReservedL1Bits(entry) || offset >= file.size()) {
            throw damage.report("entry %,d of its L1 table points to no table in the file".formatted(index));
        }
        return tables.get(offset);
    }

    /** The table over a guest cluster, made or copied if need be so that it can be changed. */
    TableCache.Table ownTable(long guestCluster) throws IOException {
        TableCache.Table old = table(guestCluster);
        if (old != null && isTableOwn(guestCluster)) {
            return old;
        }
        long cluster = refcounts().allocate(1).first();
        places.add(cluster);
        TableCache.Table fresh = tables.create(geometry.offsetOf(cluster));
        int index = geometry.l1Index(guestCluster);
        if (old != null) {
            System.arraycopy(old.bytes(), 0, fresh.bytes(), 0, fresh.bytes().length);
            places.remove(geometry.clusterOf(old.offset()));
            dropped.add(l1[index] & ~Entry.ZERO);
        }
        l1[index] = fresh.offset() | Entry.COPIED;
        dirtyL1.set(index);
        return fresh;
    }

    /** Gives up what an entry of a second-level table refers to, as soon as that is safe. */
    void drop(long entry) {
        if ((entry & Entry.COMPRESSED) != 0 || Entry.offset(entry) != 0) {
            dropped.add(entry);
        }
    }

    /** Whether so much has changed that it had better be written. */
    boolean isCrowded() {
        return tables.isCrowded() || refcounts().isCrowded() || dropped.size() > 1 << 16;
    }

    boolean isDirty() {
        return refcounts != null
                && (refcounts.isDirty() || tables.isDirty() || !dirtyL1.isEmpty() || !dropped.isEmpty());
    }

    /** Writes everything in the order that the package's page gives, and flushes. If it fails it can be done again. */
    void commit() throws IOException {
        damage.checkWritable();
        refcounts().writeDirty();
        file.flush();
        if (tables.isDirty() || !dirtyL1.isEmpty()) {
            tables.writeDirty();
            if (!dirtyL1.isEmpty()) {
                file.flush();
                writeL1();
            }
            file.flush();
        }
        List<Long> free = dropped;
        dropped = new ArrayList<>();
        for (long entry : free) {
            release(entry);
        }
    }

    private void writeL1() throws IOException {
        for (int from = dirtyL1.nextSetBit(0); from >= 0; from = dirtyL1.nextSetBit(from)) {
            int to = dirtyL1.nextClearBit(from);
            ByteBuffer entries = ByteBuffer.allocate((to - from) * 8);
            for (int i = from; i < to; i++) {
                entries.putLong(l1[i]);
            }
            file.write(l1Place.offset() + from * 8L, Buffers.of(entries.array()));
            dirtyL1.clear(from, to);
            from = to;
        }
    }

    private void release(long entry) throws IOException {
        long first;
        long last;
        if ((entry & Entry.COMPRESSED) != 0) {
            long offset = Entry.compressedOffset(entry, geometry);
            first = geometry.clusterOf(offset);
            last = geometry.clusterOf(offset + Entry.compressedBytes(entry, geometry) - 1);
        } else {
            first = geometry.clusterOf(Entry.offset(entry));
            last = first;
        }
        for (long cluster = first; cluster <= last; cluster++) {
            if (places.contains(cluster)) {
                throw damage.report("cluster %,d holds a table, but also data".formatted(cluster));
            }
            if (refcounts().decrease(cluster)) {
                freed++;
                tables.forget(geometry.offsetOf(cluster));
                giveBack(cluster);
            }
        }
    }

    private void giveBack(long cluster) {
        try {
            file.discard(geometry.offsetOf(cluster), geometry.clusterSize());
        } catch (IOException e) {
            // The cluster is free all the same; its space is only not the host's again.
            LOG.log(System.Logger.Level.DEBUG, "space of {0} was not given back: {1}", file.name(), e.getMessage());
        }
    }

    /** Moves the first-level table to where it has room for more entries. Everything else has been written before. */
    void growL1(long entries) throws IOException {
        long clusters = geometry.clustersFor(entries * 8);
        Refcounts.Run run = refcounts().allocateInARow(clusters);
        long[] grown = java.util.Arrays.copyOf(l1, (int) entries);
        ByteBuffer bytes = ByteBuffer.allocate((int) geometry.offsetOf(clusters));
        for (long entry : grown) {
            bytes.putLong(entry);
        }
        file.write(geometry.offsetOf(run.first()), Buffers.of(bytes.array()));
        refcounts().writeDirty();
        file.flush();
        ByteBuffer pointer = ByteBuffer.allocate(12).putInt((int) entries).putLong(geometry.offsetOf(run.first()));
        file.write(Header.L1_SIZE, Buffers.of(pointer.array()));
        file.flush();
        places.addAll(run.first(), clusters);
        long oldFirst = geometry.clusterOf(l1Place.offset());
        for (long i = 0; i < geometry.clustersFor(l1Place.count() * 8); i++) {
            places.remove(oldFirst + i);
            refcounts().decrease(oldFirst + i);
        }
        l1 = grown;
        l1Place = new Header.Table(geometry.offsetOf(run.first()), entries);
    }
}
