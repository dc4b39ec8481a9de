package org.vitrine.engine.image.qcow2;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** Reads compressed clusters ("Compressed Clusters Descriptor"). The last one is kept, since a guest reads in smaller pieces. Any thread. */
final class Decompressor {
    private final BlockNode file;
    private final Geometry geometry;
    private final int compression;
    private final Damage damage;
    private volatile @Nullable Cluster last;

    private record Cluster(long entry, byte[] bytes) {}

    /** @param compression of the header */
    Decompressor(BlockNode file, Geometry geometry, int compression, Damage damage) {
        this.file = file;
        this.geometry = geometry;
        this.compression = compression;
        this.damage = damage;
    }

    /** Fills buffers from a place within a cluster. */
    void read(long entry, int within, Buffers into) throws IOException {
        Cluster cluster = last;
        if (cluster == null || cluster.entry != entry) {
            cluster = new Cluster(entry, decompress(entry));
            last = cluster;
        }
        into.copyFrom(MemorySegment.ofArray(cluster.bytes).asSlice(within, into.byteSize()));
    }

    /** Forgets what it kept, because clusters may change from now on. */
    void forget() {
        last = null;
    }

    private byte[] decompress(long entry) throws IOException {
        long offset = Entry.compressedOffset(entry, geometry);
        if (offset < geometry.clusterSize() || offset >= file.size()) {
            throw damage.report("compressed data lies outside the file");
        }
        // The last sector may be cut off by the end of the file.
        byte[] from = new byte[(int) Math.min(Entry.compressedBytes(entry, geometry), file.size() - offset)];
        file.read(offset, Buffers.of(from));
        byte[] cluster = new byte[geometry.clusterSize()];
        if (!(compression == 0 ? inflate(from, cluster) : unpackZstandard(from, cluster))) {
            throw damage.report("compressed data at byte %,d cannot be unpacked".formatted(offset));
        }
        return cluster;
    }

    private static boolean inflate(byte[] from, byte[] cluster) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(from);
            int done = 0;
            while (done < cluster.length) {
                int count = inflater.inflate(cluster, done, cluster.length - done);
                if (count == 0) {
                    return false;
                }
                done += count;
            }
            return true;
        } catch (DataFormatException e) {
            return false;
        } finally {
            inflater.end();
        }
    }

    /** One frame; the rest of its last sector belongs to the next cluster. */
    private static boolean unpackZstandard(byte[] from, byte[] cluster) {
        try {
            long length = Zstd.findFrameCompressedSize(from, 0);
            if (Zstd.isError(length) || length > from.length) {
                return false;
            }
            return Zstd.decompressByteArray(cluster, 0, cluster.length, from, 0, (int) length) == cluster.length;
        } catch (ZstdException e) {
            return false;
        }
    }
}
