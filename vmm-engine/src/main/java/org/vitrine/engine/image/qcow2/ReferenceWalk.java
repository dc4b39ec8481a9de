package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * Counts all references to host clusters from the header on, trusting nothing: what does not lie in the file is reported and not followed.
 * The refcount structures themselves are counted only when asked for.
 */
final class ReferenceWalk {
    private final BlockNode file;
    private final Header header;
    private final Geometry geometry;
    private final Consumer<String> problems;
    private final Progress progress;
    private final ReferenceCount count = new ReferenceCount();
    private long standard;
    private long compressed;

    /** @param problems told of every reference that cannot be right */
    ReferenceWalk(BlockNode file, Header header, Consumer<String> problems, Progress progress) {
        this.file = file;
        this.header = header;
        this.geometry = header.geometry();
        this.problems = problems;
        this.progress = progress;
    }

    ReferenceCount count() {
        return count;
    }

    long standardClusters() {
        return standard;
    }

    long compressedClusters() {
        return compressed;
    }

    /** Counts header, disk, snapshots and bitmaps. */
    void countContent() throws IOException {
        count.add(0);
        countL1("L1 table", header.l1(), true);
        try {
            Snapshots snapshots = Snapshots.read(file, header);
            countBytes(header.snapshots().offset(), snapshots.bytes());
            for (Snapshots.Snapshot snapshot : snapshots.list()) {
                countL1("L1 table of snapshot " + snapshot.id(), snapshot.l1(), false);
            }
        } catch (ImageException e) {
            problems.accept(String.valueOf(e.getMessage()));
        }
        countBitmaps();
    }

    /** Counts the refcount table and its blocks. */
    void countRefcounts(long[] table) {
        countBytes(header.refcountTable().offset(), table.length * 8L);
        for (int i = 0; i < table.length; i++) {
            if (table[i] != 0 && isPlace("refcount block " + i, table[i])) {
                count.add(geometry.clusterOf(table[i]));
            }
        }
    }

    private void countL1(String what, Header.Table place, boolean active) throws IOException {
        countBytes(place.offset(), place.count() * 8);
        long[] l1 = MetadataLoader.readTable(file, place);
        ClusterSet seen = new ClusterSet();
        for (int i = 0; i < l1.length; i++) {
            progress.at(active ? i : l1.length, l1.length);
            long offset = Entry.offset(l1[i]);
            if (offset == 0) {
                continue;
            }
            String table = "L2 table %,d of the %s".formatted(i, what);
            if (Entry.hasReservedL1Bits(l1[i])) {
                problems.accept(table + " has reserved bits");
            }
            if (!isPlace(table, offset)) {
                continue;
            }
            count.add(geometry.clusterOf(offset));
            if (seen.add(geometry.clusterOf(offset))) {
                countL2(table, offset, active);
            } else {
                problems.accept(table + " lies where another does");
            }
        }
    }

    private void countL2(String what, long offset, boolean active) throws IOException {
        long[] l2 = MetadataLoader.readTable(file, new Header.Table(offset, geometry.tableEntries()));
        for (int i = 0; i < l2.length; i++) {
            long entry = l2[i];
            if ((entry & Entry.COMPRESSED) != 0) {
                countCompressed("entry %d of %s".formatted(i, what), entry);
                compressed += active ? 1 : 0;
            } else if (Entry.offset(entry) != 0 || Entry.hasReservedL2Bits(entry)) {
                String cluster = "entry %d of %s".formatted(i, what);
                if (Entry.hasReservedL2Bits(entry)) {
                    problems.accept(cluster + " has reserved bits");
                }
                if (isPlace(cluster, Entry.offset(entry))) {
                    count.add(geometry.clusterOf(Entry.offset(entry)));
                }
                standard += active ? 1 : 0;
            }
        }
    }

    private void countCompressed(String what, long entry) {
        long from = Entry.compressedOffset(entry, geometry);
        long to = from + Entry.compressedBytes(entry, geometry) - 1;
        if (from < geometry.clusterSize() || geometry.clusterOf(to) > geometry.clusterOf(file.size() - 1)) {
            problems.accept(what + " points out of the file");
            return;
        }
        if ((entry & Entry.COPIED) != 0) {
            problems.accept(what + " is compressed, but marked as to be written in place");
        }
        for (long cluster = geometry.clusterOf(from); cluster <= geometry.clusterOf(to); cluster++) {
            count.add(cluster);
        }
    }

    /** "Bitmaps": a directory of tables of clusters. Their bits are not looked at. */
    private void countBitmaps() throws IOException {
        byte[] extension = header.extensions().find(Extensions.BITMAPS).orElse(new byte[0]);
        if (extension.length < 24) {
            return;
        }
        ByteBuffer fields = ByteBuffer.wrap(extension);
        long bytes = fields.getLong(8);
        long offset = fields.getLong(16);
        final long most = 64 << 20;
        if (bytes < 0 || bytes > most || offset < 0 || offset > file.size() - bytes) {
            problems.accept("the bitmap directory does not lie in the file");
            return;
        }
        countBytes(offset, bytes);
        byte[] directory = new byte[(int) bytes];
        file.read(offset, Buffers.of(directory));
        ByteBuffer in = ByteBuffer.wrap(directory);
        for (int at = 0; at + 24 <= directory.length; ) {
            countBitmap(in.getLong(at), Integer.toUnsignedLong(in.getInt(at + 8)));
            long entry = 24L + Short.toUnsignedInt(in.getShort(at + 18)) + Integer.toUnsignedLong(in.getInt(at + 20));
            at = (int) Math.min(directory.length, at + (entry + 7 & ~7L));
        }
    }

    private void countBitmap(long offset, long entries) throws IOException {
        if (entries * 8 > Geometry.MOST_L1_BYTES || offset < 0 || offset > file.size() - entries * 8) {
            problems.accept("a bitmap's table does not lie in the file");
            return;
        }
        countBytes(offset, entries * 8);
        for (long entry : MetadataLoader.readTable(file, new Header.Table(offset, entries))) {
            if (Entry.offset(entry) != 0 && isPlace("a bitmap", Entry.offset(entry))) {
                count.add(geometry.clusterOf(Entry.offset(entry)));
            }
        }
    }

    private void countBytes(long offset, long bytes) {
        count.addAll(geometry.clusterOf(offset), geometry.clustersFor(bytes));
    }

    private boolean isPlace(String what, long offset) {
        if (!geometry.isAligned(offset)) {
            problems.accept(what + " does not begin at a cluster");
        } else if (offset < geometry.clusterSize() || offset >= file.size()) {
            problems.accept(
                    what + " points " + (offset >= file.size() || offset < 0 ? "out of the file" : "into the header"));
        } else {
            return true;
        }
        return false;
    }
}
