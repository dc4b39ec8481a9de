package org.vitrine.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.kvm.KvmFlags;
import org.vitrine.engine.kvm.MemorySlots;
import org.vitrine.engine.range.AddressRange;
import org.vitrine.engine.range.RangeMap;

/**
 * Guest physical memory: which region is seen at which address, and all access of devices to it.
 *
 * <p>Addresses come from the guest and are never trusted: what is read outside memory is all ones, what is written
 * outside memory or to a read-only mapping is dropped, and the bulk calls say so. Multi-byte values are little-endian
 * and need no alignment. Look-up is lock-free and allocates nothing. Every write marks the pages for the region's
 * {@link DirtyTracker}s. Any thread.
 */
public final class GuestMemory {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySlots slots;
    private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
    private int nextSlot;
    private final RangeMap<Mapping> mappings = new RangeMap<>();

    /** @param slots where mappings become visible to vCPUs; {@link #WITHOUT_KVM} for tests */
    public GuestMemory(MemorySlots slots) {
        this.slots = slots;
    }

    /** Slots that nobody sees. */
    public static final MemorySlots WITHOUT_KVM = new MemorySlots() {
        @Override
        public void set(int slot, int flags, long guestAddress, long size, long hostAddress) {}

        @Override
        public void dirtyLog(int slot, MemorySegment bitmap) {}
    };

    /** Part of a region at a guest physical address, until closed. */
    public final class Mapping extends AddressRange implements AutoCloseable {
        private final MemoryRegion region;
        private final long offset;
        private final boolean writable;
        private final int slot;

        private Mapping(MemoryRegion region, long offset, long base, long length, boolean writable, int slot) {
            super(base, length);
            this.region = region;
            this.offset = offset;
            this.writable = writable;
            this.slot = slot;
        }

        public MemoryRegion region() {
            return region;
        }

        /** Where in the region an address lies. */
        private long at(long address) {
            return offset + (address - base);
        }

        /** How many bytes there are from an address to the mapping's end. */
        private long from(long address) {
            return length - (address - base);
        }

        /** Takes the range out of guest memory. Closing twice is harmless. */
        @Override
        public void close() {
            unmap(this);
        }
    }

    /** Maps a whole region, writable. */
    public Mapping map(MemoryRegion region, long base) {
        return map(region, 0, base, region.size(), true);
    }

    /**
     * Maps part of a region.
     *
     * @param offset where in the region, a multiple of 4 KiB
     * @param base guest physical address, a multiple of 4 KiB
     * @param length bytes, a multiple of 4 KiB
     * @param writable false: guest writes become MMIO, device writes are dropped
     * @throws IllegalArgumentException if the range is misaligned, outside the region or overlaps mapped memory
     */
    public synchronized Mapping map(MemoryRegion region, long offset, long base, long length, boolean writable) {
        if (((offset | base | length) & 0xfff) != 0
                || length <= 0
                || base < 0
                || offset < 0
                || offset > region.size() - length
                || base > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(
                    "cannot map %s+%#x at %#x+%#x".formatted(region.name(), offset, base, length));
        }
        Mapping other = mappings.overlapping(base, length);
        if (other != null) {
            throw new IllegalArgumentException("%s at %#x+%#x overlaps %s at %#x+%#x"
                    .formatted(region.name(), base, length, other.region.name(), other.base(), other.length()));
        }
        Integer free = freeSlots.poll();
        Mapping mapping = new Mapping(region, offset, base, length, writable, free != null ? free : nextSlot++);
        try {
            slots.set(
                    mapping.slot,
                    flags(mapping),
                    base,
                    length,
                    region.hostMemory().address() + offset);
        } catch (RuntimeException e) {
            // The guest chooses where BARs go, so a refusal must not cost a slot.
            freeSlots.add(mapping.slot);
            throw e;
        }
        mappings.add(mapping);
        return mapping;
    }

    /** Whether no memory is mapped in any part of the range. */
    public boolean isFree(long base, long length) {
        return length > 0 && base >= 0 && base <= Long.MAX_VALUE - length && mappings.overlapping(base, length) == null;
    }

    private static int flags(Mapping mapping) {
        return (mapping.writable ? 0 : KvmFlags.MEM_READONLY)
                | (mapping.region.trackers.isEmpty() ? 0 : KvmFlags.MEM_LOG_DIRTY_PAGES);
    }

    private synchronized void unmap(Mapping mapping) {
        if (!mappings.contains(mapping)) {
            return;
        }
        if (!mapping.region.trackers.isEmpty()) {
            harvestMapping(mapping);
        }
        mappings.remove(mapping);
        slots.set(mapping.slot, 0, mapping.base(), 0, 0);
        freeSlots.add(mapping.slot);
    }

    /** Starts tracking writes to a region; the first {@link DirtyTracker#collect} reports what was written since now. */
    public synchronized DirtyTracker track(MemoryRegion region) {
        DirtyTracker tracker = new DirtyTracker(this, region);
        region.trackers.add(tracker);
        if (region.trackers.size() == 1) {
            updateFlags(region);
        }
        return tracker;
    }

    synchronized void untrack(MemoryRegion region, DirtyTracker tracker) {
        if (region.trackers.remove(tracker) && region.trackers.isEmpty()) {
            updateFlags(region);
        }
    }

    private void updateFlags(MemoryRegion region) {
        mappings.forEach(mapping -> {
            if (mapping.region == region) {
                slots.set(
                        mapping.slot,
                        flags(mapping),
                        mapping.base(),
                        mapping.length(),
                        region.hostMemory().address() + mapping.offset);
            }
        });
    }

    synchronized void harvest(MemoryRegion region) {
        if (region.trackers.isEmpty()) {
            return;
        }
        mappings.forEach(mapping -> {
            if (mapping.region == region && mapping.writable) {
                harvestMapping(mapping);
            }
        });
    }

    private void harvestMapping(Mapping mapping) {
        long pages = mapping.length() >>> 12;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = arena.allocate((pages + 63) / 64 * 8, 8);
            slots.dirtyLog(mapping.slot, log);
            long firstPage = mapping.offset >>> 12;
            for (long i = 0; i < log.byteSize() / 8; i++) {
                long bits = log.get(ValueLayout.JAVA_LONG, i * 8);
                if (bits == 0) {
                    continue;
                }
                for (DirtyTracker tracker : mapping.region.trackers) {
                    long page = firstPage + i * 64;
                    int shift = (int) (page & 63);
                    tracker.or((int) (page >>> 6), bits << shift);
                    if (shift != 0) {
                        long high = bits >>> (64 - shift);
                        if (high != 0) {
                            tracker.or((int) (page >>> 6) + 1, high);
                        }
                    }
                }
            }
        }
    }

    private @Nullable Mapping find(long address, long length) {
        Mapping mapping = mappings.find(address);
        return mapping != null && length <= mapping.from(address) ? mapping : null;
    }

    /** Whether every byte of the range is memory (of whatever kind). */
    public boolean contains(long address, long length) {
        long at = address;
        long left = length;
        while (left > 0) {
            Mapping mapping = mappings.find(at);
            if (mapping == null) {
                return false;
            }
            long here = Math.min(left, mapping.from(at));
            at += here;
            left -= here;
        }
        return left == 0;
    }

    /**
     * A view of the memory itself, for vectored I/O that must not copy.
     *
     * @return null unless the range lies inside one mapping and, if {@code forWriting}, may be written. Who writes to it calls
     *     {@link #markDirty} afterwards.
     */
    public @Nullable MemorySegment slice(long address, long length, boolean forWriting) {
        if (length <= 0) {
            return null;
        }
        Mapping mapping = find(address, length);
        if (mapping == null || (forWriting && !mapping.writable)) {
            return null;
        }
        return mapping.region.segment().asSlice(mapping.at(address), length);
    }

    /** How far memory reaches from an address within one mapping, in bytes; 0 if there is none, or none that may be written {@code forWriting}. */
    public long contiguous(long address, boolean forWriting) {
        Mapping mapping = mappings.find(address);
        return mapping == null || (forWriting && !mapping.writable) ? 0 : mapping.from(address);
    }

    /** Marks a range that was written through {@link #slice}. */
    public void markDirty(long address, long length) {
        Mapping mapping = find(address, length);
        if (mapping != null) {
            mapping.region.markDirty(mapping.at(address), length);
        }
    }

    public int readByte(long address) {
        Mapping mapping = mappings.find(address);
        return mapping == null ? 0xff : mapping.region.segment().get(ValueLayout.JAVA_BYTE, mapping.at(address)) & 0xff;
    }

    public int readShort(long address) {
        Mapping mapping = find(address, 2);
        if (mapping == null) {
            return readByte(address) | readByte(address + 1) << 8;
        }
        return mapping.region.segment().get(U16, mapping.at(address)) & 0xffff;
    }

    public int readInt(long address) {
        Mapping mapping = find(address, 4);
        if (mapping == null) {
            return readShort(address) | readShort(address + 2) << 16;
        }
        return mapping.region.segment().get(U32, mapping.at(address));
    }

    public long readLong(long address) {
        Mapping mapping = find(address, 8);
        if (mapping == null) {
            return (readInt(address) & 0xffffffffL) | (long) readInt(address + 4) << 32;
        }
        return mapping.region.segment().get(U64, mapping.at(address));
    }

    public void writeByte(long address, int value) {
        Mapping mapping = mappings.find(address);
        if (mapping != null && mapping.writable) {
            long at = mapping.at(address);
            mapping.region.segment().set(ValueLayout.JAVA_BYTE, at, (byte) value);
            mapping.region.markDirty(at, 1);
        }
    }

    public void writeShort(long address, int value) {
        Mapping mapping = find(address, 2);
        if (mapping == null) {
            writeByte(address, value);
            writeByte(address + 1, value >>> 8);
        } else if (mapping.writable) {
            long at = mapping.at(address);
            mapping.region.segment().set(U16, at, (short) value);
            mapping.region.markDirty(at, 2);
        }
    }

    public void writeInt(long address, int value) {
        Mapping mapping = find(address, 4);
        if (mapping == null) {
            writeShort(address, value);
            writeShort(address + 2, value >>> 16);
        } else if (mapping.writable) {
            long at = mapping.at(address);
            mapping.region.segment().set(U32, at, value);
            mapping.region.markDirty(at, 4);
        }
    }

    public void writeLong(long address, long value) {
        Mapping mapping = find(address, 8);
        if (mapping == null) {
            writeInt(address, (int) value);
            writeInt(address + 4, (int) (value >>> 32));
        } else if (mapping.writable) {
            long at = mapping.at(address);
            mapping.region.segment().set(U64, at, value);
            mapping.region.markDirty(at, 8);
        }
    }

    /**
     * Copies guest memory out.
     *
     * @return false if some of it was not memory; those bytes are all ones
     */
    public boolean read(long address, MemorySegment into) {
        long done = 0;
        boolean whole = true;
        while (done < into.byteSize()) {
            long at = address + done;
            Mapping mapping = mappings.find(at);
            if (mapping == null) {
                long hole = Math.min(into.byteSize() - done, mappings.gap(at));
                into.asSlice(done, hole).fill((byte) 0xff);
                done += hole;
                whole = false;
                continue;
            }
            long here = Math.min(into.byteSize() - done, mapping.from(at));
            MemorySegment.copy(mapping.region.segment(), mapping.at(at), into, done, here);
            done += here;
        }
        return whole;
    }

    /** Copies guest memory out; see {@link #read(long, MemorySegment)}. */
    public boolean read(long address, byte[] into) {
        return read(address, MemorySegment.ofArray(into));
    }

    /**
     * Copies into guest memory.
     *
     * @return false if some of it was not writable memory; those bytes are dropped
     */
    public boolean write(long address, MemorySegment from) {
        long done = 0;
        boolean whole = true;
        while (done < from.byteSize()) {
            long at = address + done;
            Mapping mapping = mappings.find(at);
            if (mapping == null) {
                done += Math.min(from.byteSize() - done, mappings.gap(at));
                whole = false;
                continue;
            }
            long here = Math.min(from.byteSize() - done, mapping.from(at));
            if (mapping.writable) {
                MemorySegment.copy(from, done, mapping.region.segment(), mapping.at(at), here);
                mapping.region.markDirty(mapping.at(at), here);
            } else {
                whole = false;
            }
            done += here;
        }
        return whole;
    }

    /** Copies into guest memory; see {@link #write(long, MemorySegment)}. */
    public boolean write(long address, byte[] from) {
        return write(address, MemorySegment.ofArray(from));
    }
}
