package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.util.function.LongUnaryOperator;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** Changes what lies at a place of the disk. All but {@link #writeInPlace} under the image's exclusive lock. */
final class Writer {
    private final BlockNode file;
    private final Header header;
    private final Geometry geometry;
    private final Metadata metadata;
    private final Mapper mapper;
    private final Damage damage;
    /** Where the next compressed cluster can be put behind the last one; at a cluster's start if nowhere. */
    private long compressedEnd;
    /** What {@link Metadata#freed} was then: the cluster may have been freed since, and taken by something else. */
    private long compressedFreed;

    Writer(BlockNode file, Header header, Metadata metadata, Mapper mapper, Damage damage) {
        this.file = file;
        this.header = header;
        this.geometry = header.geometry();
        this.metadata = metadata;
        this.mapper = mapper;
        this.damage = damage;
    }

    /**
     * Overwrites clusters that are this image's alone; under the shared lock.
     *
     * @return how many bytes could be written so, from the first on
     */
    long writeInPlace(long position, Buffers from) throws IOException {
        long done = 0;
        while (done < from.byteSize()) {
            Mapper.Mapping mapping = mapper.map(position + done, from.byteSize() - done);
            if (!mapping.own()) {
                break;
            }
            long last = geometry.clusterOf(mapping.host() + mapping.length() - 1);
            for (long cluster = geometry.clusterOf(mapping.host()); cluster <= last; cluster++) {
                if (metadata.holdsTable(cluster)) {
                    throw damage.report("its L2 entry for byte %,d points to a table".formatted(position + done));
                }
            }
            file.write(mapping.host(), from.slice(done, mapping.length()));
            done += mapping.length();
        }
        return done;
    }

    /**
     * Writes to new clusters.
     *
     * @return how many bytes were written, from the first on; at least one
     */
    long writeToNew(long position, Buffers from, long diskSize) throws IOException {
        long first = geometry.clusterOf(position);
        TableCache.Table table = metadata.ownTable(first);
        int index = geometry.tableIndex(first);
        long wanted = 1;
        long lastNeeded = geometry.clusterOf(position + from.byteSize() - 1);
        while (first + wanted <= lastNeeded
                && index + wanted < geometry.tableEntries()
                && needsNew(table.get((int) (index + wanted)))) {
            wanted++;
        }
        Refcounts.Run run = metadata.refcounts().allocate(wanted);
        int head = geometry.within(position);
        long length = Math.min(from.byteSize(), geometry.offsetOf(run.count()) - head);
        try {
            fill(position, from.slice(0, length), run, diskSize);
        } catch (IOException e) {
            metadata.refcounts().release(run);
            throw e;
        }
        for (int i = 0; i < run.count(); i++) {
            metadata.drop(table.get(index + i));
            table.set(index + i, geometry.offsetOf(run.first() + i) | Entry.COPIED);
        }
        return length;
    }

    private boolean needsNew(long entry) {
        return Entry.kind(entry, header.version()) != Entry.Kind.STANDARD || !Entry.isCopied(entry);
    }

    /** Writes data to a run of clusters, and around it what the disk held there so far. */
    private void fill(long position, Buffers data, Refcounts.Run run, long diskSize) throws IOException {
        int head = geometry.within(position);
        long end = position + data.byteSize();
        int tail = geometry.within(end) == 0 ? 0 : geometry.clusterSize() - geometry.within(end);
        long host = geometry.offsetOf(run.first());
        // Behind the end of the file there are zeroes already.
        boolean fresh = host >= file.size();
        Buffers all = data;
        if (head > 0 && !(fresh && isZero(position - head))) {
            all = old(position - head, head, diskSize).followedBy(all);
            head = 0;
        }
        if (tail > 0 && !(fresh && isZero(end))) {
            all = all.followedBy(old(end, tail, diskSize));
        }
        file.write(host + head, all);
    }

    private boolean isZero(long position) throws IOException {
        return switch (mapper.map(position, 1).kind()) {
            case ZERO -> true;
            case UNALLOCATED -> mapper.isBare(geometry.offsetOf(geometry.clusterOf(position)));
            case STANDARD, COMPRESSED -> false;
        };
    }

    private Buffers old(long position, int length, long diskSize) throws IOException {
        byte[] bytes = new byte[length];
        long inside = Math.clamp(diskSize - position, 0, length);
        mapper.read(position, Buffers.of(bytes).slice(0, inside));
        return Buffers.of(bytes);
    }

    /**
     * Makes whole clusters read as zeroes, within one second-level table.
     *
     * @param count clusters, all under one table
     * @return false if only writing zeroes does it (version 2 with a backing file)
     */
    boolean zero(long first, int count) throws IOException {
        if (header.version() < 3 && mapper.backing().isPresent()) {
            return false;
        }
        boolean bare = mapper.isBare(geometry.offsetOf(first));
        change(first, count, entry -> switch (Entry.kind(entry, header.version())) {
            case UNALLOCATED -> bare ? entry : Entry.ZERO;
            case ZERO -> entry;
            case STANDARD, COMPRESSED -> bare ? 0 : Entry.ZERO;
        });
        return true;
    }

    /** Empties entries under one table. */
    void remove(long first, int count) throws IOException {
        change(first, count, entry -> 0);
    }

    /** Replaces entries under one table, and drops what they referred to. A table that is not there counts as empty. */
    private void change(long first, int count, LongUnaryOperator replacement) throws IOException {
        TableCache.Table present = metadata.table(first);
        int index = geometry.tableIndex(first);
        for (int i = index; i < index + count; i++) {
            long entry = present == null ? 0 : present.get(i);
            long changed = replacement.applyAsLong(entry);
            if (changed != entry) {
                TableCache.Table table = metadata.ownTable(first);
                present = table;
                metadata.drop(entry);
                table.set(i, changed);
            }
        }
        mapper.decompressor().forget();
    }

    /** Puts a whole cluster compressed. @param data what it was compressed to: less than a cluster */
    void writeCompressed(long position, byte[] data) throws IOException {
        long cluster = geometry.clusterOf(position);
        TableCache.Table table = metadata.ownTable(cluster);
        int index = geometry.tableIndex(cluster);
        long offset = compressedEnd;
        int room = canShare(offset) ? geometry.clusterSize() - geometry.within(offset) : 0;
        if (room > 0) {
            metadata.refcounts().increase(geometry.clusterOf(offset));
        }
        if (data.length > room) {
            long next = metadata.refcounts().allocate(1).first();
            if (room > 0 && next != geometry.clusterOf(offset) + 1) {
                metadata.refcounts().decrease(geometry.clusterOf(offset));
                room = 0;
            }
            if (room == 0) {
                offset = geometry.offsetOf(next);
            }
        }
        file.write(offset, Buffers.of(data));
        compressedEnd = offset + data.length;
        compressedFreed = metadata.freed();
        metadata.drop(table.get(index));
        table.set(index, Entry.compressed(offset, data.length, geometry));
        mapper.decompressor().forget();
    }

    /** Whether a cluster that ends in compressed data may take more. */
    private boolean canShare(long offset) throws IOException {
        if (geometry.within(offset) == 0 || compressedFreed != metadata.freed()) {
            return false;
        }
        long references = metadata.refcounts().get(geometry.clusterOf(offset));
        return references > 0 && references < geometry.mostReferences();
    }
}
