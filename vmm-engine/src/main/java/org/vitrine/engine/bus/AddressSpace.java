package org.vitrine.engine.bus;

import org.vitrine.engine.range.AddressRange;
import org.vitrine.engine.range.RangeMap;

/**
 * Dispatches guest accesses by address: one for the 64 Ki I/O ports, one for memory-mapped I/O.
 *
 * <p>Look-up is lock-free and allocates nothing. Ranges never overlap; where real hardware lets one range shadow another, the owner of
 * both decides. Reads of unmapped addresses answer all ones, writes to them are dropped.
 */
public final class AddressSpace {
    private final String name;
    private final long limit;
    private final RangeMap<Mapping> mappings = new RangeMap<>();

    /**
     * @param name what the space is called in error messages
     * @param limit the first address beyond the space
     */
    public AddressSpace(String name, long limit) {
        this.name = name;
        this.limit = limit;
    }

    /** A range that is mapped until it is closed. Closing twice is harmless. */
    public final class Mapping extends AddressRange implements AutoCloseable {
        private final RegisterBlock block;

        private Mapping(long base, long length, RegisterBlock block) {
            super(base, length);
            this.block = block;
        }

        private long read(long address, int size) {
            return block.read(address - base, size);
        }

        private void write(long address, int size, long value) {
            block.write(address - base, size, value);
        }

        private boolean reachesTo(long end) {
            return end <= base + length;
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
        if (!fits(base, length)) {
            throw new IllegalArgumentException("%s range %#x+%#x leaves the space".formatted(name, base, length));
        }
        Mapping other = mappings.overlapping(base, length);
        if (other != null) {
            throw new IllegalArgumentException(
                    "%s range %#x+%#x overlaps %#x+%#x".formatted(name, base, length, other.base(), other.length()));
        }
        Mapping added = new Mapping(base, length, block);
        mappings.add(added);
        return added;
    }

    /** Whether nothing is mapped in the range, so that {@link #map} would succeed. */
    public boolean isFree(long base, long length) {
        return fits(base, length) && mappings.overlapping(base, length) == null;
    }

    private boolean fits(long base, long length) {
        return length > 0 && base >= 0 && base <= limit - length;
    }

    private synchronized void unmap(Mapping mapping) {
        mappings.remove(mapping);
    }

    /**
     * Reads from the block at an address. An access that crosses out of its block is split into bytes.
     *
     * @param size 1, 2, 4 or 8
     */
    public long read(long address, int size) {
        Mapping mapping = mappings.find(address);
        if (mapping != null && mapping.reachesTo(address + size)) {
            return mapping.read(address, size);
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
        Mapping mapping = mappings.find(address);
        if (mapping != null && mapping.reachesTo(address + size)) {
            mapping.write(address, size, value);
            return;
        }
        if (size == 1) {
            return;
        }
        for (int i = 0; i < size; i++) {
            write(address + i, 1, (value >>> (8 * i)) & 0xff);
        }
    }
}
