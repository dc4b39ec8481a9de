package org.vitrine.engine.range;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ranges that never overlap, found by address.
 *
 * <p>Look-up is lock-free and allocates nothing: a sorted array is replaced whole when the map changes, which is rare.
 * Changes come from one thread at a time.
 */
public final class RangeMap<R extends AddressRange> {
    private volatile AddressRange[] sorted = {};

    /** The range that an address lies in, or null. */
    public @Nullable R find(long address) {
        AddressRange[] ranges = sorted;
        int low = 0;
        int high = ranges.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            AddressRange candidate = ranges[middle];
            if (address < candidate.base) {
                high = middle - 1;
            } else if (address - candidate.base >= candidate.length) {
                low = middle + 1;
            } else {
                return own(candidate);
            }
        }
        return null;
    }

    /**
     * The length of the gap from an address that lies in no range to the next range; {@link Long#MAX_VALUE} if there is none, or it is farther away.
     */
    public long gap(long address) {
        AddressRange[] ranges = sorted;
        int low = 0;
        int high = ranges.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges[middle].base < address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        long gap = low < ranges.length ? ranges[low].base - address : Long.MAX_VALUE;
        return gap < 0 ? Long.MAX_VALUE : gap;
    }

    /** The first range that shares an address with one of this base and length, or null. */
    public @Nullable R overlapping(long base, long length) {
        for (AddressRange range : sorted) {
            if (base < range.base + range.length && range.base < base + length) {
                return own(range);
            }
        }
        return null;
    }

    /** Adds a range that overlaps none. */
    public void add(R range) {
        AddressRange[] next = Arrays.copyOf(sorted, sorted.length + 1);
        next[sorted.length] = range;
        Arrays.sort(next, (a, b) -> Long.compare(a.base, b.base));
        sorted = next;
    }

    public boolean contains(R range) {
        return find(range.base) == range;
    }

    /** Takes a range out; nothing happens if it is not there. */
    public void remove(R range) {
        sorted = Arrays.stream(sorted).filter(other -> other != range).toArray(AddressRange[]::new);
    }

    /** Visits the ranges in ascending order. */
    public void forEach(Consumer<R> action) {
        for (AddressRange range : sorted) {
            action.accept(own(range));
        }
    }

    @SuppressWarnings("unchecked") // add() takes no other
    private R own(AddressRange range) {
        return (R) range;
    }
}
