package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

/** A file as it would be after changes that are kept in memory: a log is replayed so without touching it. Changes come before all reading. */
final class PatchedFile extends ReadOnlyImage {
    private final BlockNode file;
    /** What replaces the file's bytes, by where it begins; none overlap. */
    private final TreeMap<Long, Patch> patches = new TreeMap<>();

    /** @param bytes null for zeroes @param from the first of the bytes */
    private record Patch(long end, byte @Nullable [] bytes, int from) {
        Patch upTo(long newEnd) {
            return new Patch(newEnd, bytes, from);
        }

        Patch without(long count) {
            return new Patch(end, bytes, bytes == null ? 0 : (int) (from + count));
        }
    }

    /** @param size how long it is then; zeroes follow the file's own end */
    PatchedFile(BlockNode file, long size) {
        super(file.name(), size);
        this.file = file;
    }

    /** Replaces bytes. */
    void put(long position, byte[] bytes) {
        put(position, new Patch(position + bytes.length, bytes, 0));
    }

    /** Replaces bytes by zeroes. */
    void putZeroes(long position, long length) {
        put(position, new Patch(position + length, null, 0));
    }

    private void put(long position, Patch patch) {
        Map.Entry<Long, Patch> before = patches.lowerEntry(position);
        if (before != null && before.getValue().end > position) {
            Patch old = before.getValue();
            patches.put(before.getKey(), old.upTo(position));
            if (old.end > patch.end) {
                patches.put(patch.end, old.without(patch.end - before.getKey()));
            }
        }
        for (Map.Entry<Long, Patch> next = patches.ceilingEntry(position);
                next != null && next.getKey() < patch.end;
                next = patches.ceilingEntry(position)) {
            Patch old = next.getValue();
            patches.remove(next.getKey());
            if (old.end > patch.end) {
                patches.put(patch.end, old.without(patch.end - next.getKey()));
            }
        }
        patches.put(position, patch);
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        for (long done = 0; done < into.byteSize(); ) {
            long at = position + done;
            long left = into.byteSize() - done;
            Map.Entry<Long, Patch> under = patches.floorEntry(at);
            if (under != null && under.getValue().end > at) {
                Patch patch = under.getValue();
                Buffers part = into.slice(done, Math.min(left, patch.end - at));
                fill(part, patch, at - under.getKey());
                done += part.byteSize();
            } else {
                Map.Entry<Long, Patch> next = patches.higherEntry(at);
                Buffers part = into.slice(done, next == null ? left : Math.min(left, next.getKey() - at));
                file.read(at, part);
                done += part.byteSize();
            }
        }
    }

    private static void fill(Buffers into, Patch patch, long skip) {
        if (patch.bytes == null) {
            into.fillWithZeroes();
        } else {
            into.copyFrom(
                    java.lang.foreign.MemorySegment.ofArray(patch.bytes).asSlice(patch.from + skip, into.byteSize()));
        }
    }

    @Override
    public Extent extent(long position, long length) {
        return new Extent(length, Extent.Kind.DATA);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
