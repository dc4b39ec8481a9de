package org.vitrine.engine.image.qcow2;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/**
 * Tables of one cluster each (second-level tables, or refcount blocks), the least recently used of which are forgotten unless they have changed.
 * Several threads may look tables up; to change one, or the cache, takes the image's exclusive lock.
 */
final class TableCache {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SECTOR = 512;

    /** A table in memory. */
    final class Table {
        private final long offset;
        private final byte[] bytes;
        /** The bytes that differ from the file's; none if from is not below to. */
        private int dirtyFrom = Integer.MAX_VALUE;

        private int dirtyTo;

        private Table(long offset, int size) {
            this.offset = offset;
            this.bytes = new byte[size];
        }

        /** Where it lies in the file. */
        long offset() {
            return offset;
        }

        long get(int index) {
            return (long) LONGS.get(bytes, index * 8);
        }

        void set(int index, long value) {
            LONGS.set(bytes, index * 8, value);
            touch(index * 8, 8);
        }

        byte[] bytes() {
            return bytes;
        }

        /** Says that bytes were changed. */
        void touch(int from, int length) {
            if (!isDirty()) {
                dirty.add(this);
            }
            dirtyFrom = Math.min(dirtyFrom, from);
            dirtyTo = Math.max(dirtyTo, from + length);
        }

        boolean isDirty() {
            return dirtyFrom < dirtyTo;
        }
    }

    private final BlockNode file;
    private final int tableSize;
    private final int capacity;
    private final Map<Long, Table> tables = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Table> dirty = new ArrayList<>();

    /** @param bytes that the tables may take together; at least four are kept */
    TableCache(BlockNode file, int tableSize, int bytes) {
        this.file = file;
        this.tableSize = tableSize;
        this.capacity = Math.max(4, bytes / tableSize);
    }

    synchronized @Nullable Table cached(long offset) {
        return tables.get(offset);
    }

    Table get(long offset) throws IOException {
        Table cached = cached(offset);
        if (cached != null) {
            return cached;
        }
        Table loaded = new Table(offset, tableSize);
        file.read(offset, Buffers.of(loaded.bytes));
        synchronized (this) {
            Table other = tables.putIfAbsent(offset, loaded);
            if (other != null) {
                return other;
            }
            evict();
            return loaded;
        }
    }

    private void evict() {
        if (tables.size() <= capacity) {
            return;
        }
        Iterator<Table> oldest = tables.values().iterator();
        while (oldest.hasNext()) {
            if (!oldest.next().isDirty()) {
                oldest.remove();
                return;
            }
        }
    }

    /** A table of zeroes, all of which has yet to be written. */
    synchronized Table create(long offset) {
        Table table = new Table(offset, tableSize);
        table.touch(0, tableSize);
        tables.put(offset, table);
        evict();
        return table;
    }

    synchronized void forget(long offset) {
        Table table = tables.remove(offset);
        if (table != null) {
            dirty.remove(table);
        }
    }

    /** Whether so many have changed that they had better be written. */
    boolean isCrowded() {
        return dirty.size() * 2 >= capacity;
    }

    boolean isDirty() {
        return !dirty.isEmpty();
    }

    /** Writes what has changed, in whole sectors. What could not be written stays changed. */
    void writeDirty() throws IOException {
        while (!dirty.isEmpty()) {
            Table table = dirty.getLast();
            int from = table.dirtyFrom / SECTOR * SECTOR;
            int to = Math.min(tableSize, (table.dirtyTo + SECTOR - 1) / SECTOR * SECTOR);
            file.write(
                    table.offset + from,
                    Buffers.of(MemorySegment.ofArray(table.bytes).asSlice(from, to - from)));
            table.dirtyFrom = Integer.MAX_VALUE;
            table.dirtyTo = 0;
            dirty.removeLast();
        }
    }
}
