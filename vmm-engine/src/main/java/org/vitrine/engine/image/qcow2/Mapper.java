package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** Finds and reads what lies at a place of the disk. Under the image's lock, shared or exclusive. */
final class Mapper {
    private final BlockNode file;
    private final Header header;
    private final Geometry geometry;
    private final Metadata metadata;
    private final Damage damage;
    private final @Nullable BlockNode backing;
    private final Decompressor decompressor;

    Mapper(BlockNode file, Header header, Metadata metadata, Damage damage, @Nullable BlockNode backing) {
        this.file = file;
        this.header = header;
        this.geometry = header.geometry();
        this.metadata = metadata;
        this.damage = damage;
        this.backing = backing;
        this.decompressor = new Decompressor(file, geometry, header.compression(), damage);
    }

    /**
     * A run of the disk of one kind.
     *
     * @param host where a standard run begins in the file
     * @param own whether a standard run may be written in place
     * @param entry of its first cluster
     * @param length in bytes
     */
    record Mapping(Entry.Kind kind, long host, boolean own, long entry, long length) {}

    /** What lies at a position, and how far it goes on so (at most to the end of a second-level table). */
    Mapping map(long position, long most) throws IOException {
        long cluster = geometry.clusterOf(position);
        int within = geometry.within(position);
        TableCache.Table table = metadata.table(cluster);
        int index = geometry.tableIndex(cluster);
        if (table == null) {
            long reach = geometry.offsetOf(geometry.tableEntries() - index) - within;
            return new Mapping(Entry.Kind.UNALLOCATED, 0, false, 0, Math.min(most, reach));
        }
        long entry = table.get(index);
        Entry.Kind kind = Entry.kind(entry, header.version());
        long host = 0;
        boolean own = false;
        if (kind == Entry.Kind.STANDARD) {
            host = Entry.offset(entry);
            checkHost(position, entry, host);
            own = Entry.isCopied(entry) && metadata.isTableOwn(cluster);
        }
        long length = geometry.clusterSize() - within;
        int next = index + 1;
        while (length < most && next < geometry.tableEntries() && kind != Entry.Kind.COMPRESSED) {
            long following = table.get(next);
            if (kind == Entry.Kind.STANDARD
                    ? following != entry + geometry.offsetOf(next - index)
                    : Entry.kind(following, header.version()) != kind) {
                break;
            }
            length += geometry.clusterSize();
            next++;
        }
        if (kind == Entry.Kind.STANDARD) {
            checkHost(position, entry, host + geometry.offsetOf(next - index - 1));
        }
        return new Mapping(kind, host + within, own, entry, Math.min(most, length));
    }

    private void checkHost(long position, long entry, long host) throws IOException {
        if (!geometry.isAligned(host) || Entry.hasReservedL2Bits(entry) || host >= file.size()) {
            throw damage.report("its L2 entry for byte %,d points to no cluster in the file".formatted(position));
        }
    }

    /** Reads a range of the disk. */
    void read(long position, Buffers into) throws IOException {
        long done = 0;
        while (done < into.byteSize()) {
            long left = into.byteSize() - done;
            Mapping mapping = map(position + done, left);
            Buffers part = into.slice(done, mapping.length);
            switch (mapping.kind) {
                case STANDARD -> file.read(mapping.host, part);
                case ZERO -> part.fillWithZeroes();
                case UNALLOCATED -> readBacking(position + done, part);
                case COMPRESSED -> decompressor.read(mapping.entry, geometry.within(position + done), part);
            }
            done += mapping.length;
        }
    }

    private void readBacking(long position, Buffers into) throws IOException {
        long there = backing == null ? 0 : Math.clamp(backing.size() - position, 0, into.byteSize());
        if (there > 0) {
            java.util.Objects.requireNonNull(backing).read(position, into.slice(0, there));
        }
        into.slice(there, into.byteSize() - there).fillWithZeroes();
    }

    /** Whether unallocated clusters from here on for this length are zeroes without anyone's doing. */
    boolean isBare(long position) {
        return backing == null || backing.size() <= position;
    }

    Optional<BlockNode> backing() {
        return Optional.ofNullable(backing);
    }

    Decompressor decompressor() {
        return decompressor;
    }
}
