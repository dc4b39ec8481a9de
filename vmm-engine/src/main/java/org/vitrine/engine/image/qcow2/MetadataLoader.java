package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** Reads the tables of an image when it is opened. For writing, no two may lie in one place. */
final class MetadataLoader {
    private final BlockNode file;
    private final Header header;
    private final Geometry geometry;
    private final Damage damage;
    private final ClusterSet places = new ClusterSet();

    MetadataLoader(BlockNode file, Header header, Damage damage) {
        this.file = file;
        this.header = header;
        this.geometry = header.geometry();
        this.damage = damage;
    }

    Metadata forReading() throws IOException {
        return new Metadata(file, header, damage, null, places, readTable(file, header.l1()));
    }

    Metadata forWriting() throws ImageException, IOException {
        long[] l1 = readTable(file, header.l1());
        long[] refcountTable = readTable(
                file,
                new Header.Table(
                        header.refcountTable().offset(),
                        geometry.offsetOf(header.refcountTable().count()) / 8));
        claim(0, 1, "header");
        claim(header.l1().offset(), header.l1().count() * 8, "L1 table");
        claim(header.refcountTable().offset(), refcountTable.length * 8L, "refcount table");
        Snapshots snapshots = Snapshots.read(file, header);
        claim(header.snapshots().offset(), snapshots.bytes(), "snapshot table");
        for (Snapshots.Snapshot snapshot : snapshots.list()) {
            claim(snapshot.l1().offset(), snapshot.l1().count() * 8, "L1 table of a snapshot");
        }
        for (int i = 0; i < refcountTable.length; i++) {
            claimEntry(refcountTable[i], refcountTable[i] & 0x1ff, "refcount block " + i);
        }
        for (int i = 0; i < l1.length; i++) {
            claimEntry(Entry.offset(l1[i]), Entry.hasReservedL1Bits(l1[i]) ? 1 : 0, "L2 table " + i);
        }
        Refcounts refcounts = new Refcounts(file, header, refcountTable, places, damage);
        return new Metadata(file, header, damage, refcounts, places, l1);
    }

    private void claimEntry(long offset, long reserved, String what) throws ImageException {
        if (offset != 0 || reserved != 0) {
            if (reserved != 0 || !geometry.isAligned(offset)) {
                throw damaged(what + " does not begin at a cluster");
            }
            claim(offset, geometry.clusterSize(), what);
        }
    }

    private void claim(long offset, long bytes, String what) throws ImageException {
        if (bytes == 0) {
            return;
        }
        if (offset < 0 || offset >= file.size()) {
            throw damaged(what + " does not lie in the file");
        }
        if (!places.addAll(geometry.clusterOf(offset), geometry.clustersFor(bytes))) {
            throw damaged(what + " lies where another table is");
        }
    }

    private ImageException damaged(String what) {
        return new ImageException(damage.sentence("its " + what));
    }

    /** Reads a table of 8-byte entries, whose place and size were checked. */
    static long[] readTable(BlockNode file, Header.Table place) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(place.count() * 8)];
        file.read(place.offset(), Buffers.of(bytes));
        long[] entries = new long[(int) place.count()];
        ByteBuffer.wrap(bytes).asLongBuffer().get(entries);
        return entries;
    }
}
