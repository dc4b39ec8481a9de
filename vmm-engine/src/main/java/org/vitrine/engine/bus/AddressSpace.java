package org.vitrine.engine.bus;

import java.util.Arrays;

/**
 * Dispatches guest accesses by address: one for the 64 Ki I/O ports, one for memory-mapped I/O.
 *
 * <p>Look-up is lock-free and allocates nothing: a sorted array is replaced whole when the map changes,
 * which is rare. Ranges never overlap; where real hardware lets one range shadow another, the owner of
 * both decides. Reads of unmapped addresses answer all ones, writes to them are dropped.
 */
public final class AddressSpace {
    private final String name;
    private final long limit;
    private volatile Mapping[] mappings = {};

    /**
     * @param name what the space is called in error messages
     * @param limit the first address beyond the space
     */
    public AddressSpace(String name, long limit) {
        this.name = name;
        this.limit = limit;
    }

    /** A range that is mapped until it is closed. Closing twice is harmless. */
    public final class Mapping implements AutoCloseable {
        private final long base;
        private final long length;
        private final RegisterBlock block;

        private Mapping(long base, long length, RegisterBlock block) {
            this.base = base;
            this.length = length;
            this.block = block;
        }

        public long base() {
            return base;
        }

        public long length() {
            return length;
        }

        /** Takes the range out of the space. An access already under way on another vCPU may still reach the block. */
        @Override
        public void close() {
            unmap(this);
        }
    }

    /**
     * Maps a block of registers.
     *
     * @throws IllegalArgumentException if the range is empty, leaves the space or overlaps a mapped one
     */
    public synchronized Mapping map(long base, long length, RegisterBlock block) {
        Mapping added = new Mapping(base, length, block);
        if (length <= 0 || base < 0 || base > limit - length) {
            throw new IllegalArgumentException("%s range %#x+%#x leaves the space".formatted(name, base, length));
        }
        for (Mapping other : mappings) {
            if (base < other.base + other.length && other.base < base + length) {
                throw new IllegalArgumentException(
                        "%s range %#x+%#x overlaps %#x+%#x".formatted(name, base, length, other.base, other.length));
            }
        }
        Mapping[] next = Arrays.copyOf(mappings, mappings.length + 1);
        next[mappings.length] = added;
        Arrays.sort(next, (a, b) -> Long.compare(a.base, b.base));
        mappings = next;
        return added;
    }

    /** Whether nothing is mapped in the range, so that {@link #map} would succeed. */
    public boolean isFree(long base, long length) {
        if (length <= 0 || base < 0 || base > limit - length) {
            return false;
        }
        for (Mapping other : mappings) {
            if (base < other.base + other.length && other.base < base + length) {
                return false;
            }
        }
        return true;
    }

    private synchronized void unmap(Mapping mapping) {
        mappings = Arrays.stream(mappings).filter(other -> other != mapping).toArray(Mapping[]::new);
    }

    /**
     * Reads from the block at an address. An access that crosses out of its block is split into bytes.
     *
     * @param size 1, 2, 4 or 8
     */
    public long read(long address, int size) {
        Mapping mapping = find(address);
        if (mapping != null && address + size <= mapping.base + mapping.length) {
            return mapping.block.read(address - mapping.base, size);
        }
        if (size == 1) {
            return 0xff;
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (read(address + i, 1) & 0xff) << (8 * i);
        }
        return value;
    }

    /**
     * Writes to the block at an address. An access that crosses out of its block is split into bytes.
     *
     * @param size 1, 2, 4 or 8
     */
    public void write(long address, int size, long value) {
        Mapping mapping = find(address);
        if (mapping != null && address + size <= mapping.base + mapping.length) {
            mapping.block.write(address - mapping.base, size, value);
            return;
        }
        if (size == 1) {
            return;
        }
        for (int i = 0; i < size; i++) {
            write(address + i, 1, (value >>> (8 * i)) & 0xff);
        }
    }

    private @org.jspecify.annotations.Nullable Mapping find(long address) {
        Mapping[] sorted = mappings;
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Mapping candidate = sorted[middle];
            if (address < candidate.base) {
                high = middle - 1;
            } else if (address - candidate.base >= candidate.length) {
                low = middle + 1;
            } else {
                return candidate;
            }
        }
        return null;
    }
}
