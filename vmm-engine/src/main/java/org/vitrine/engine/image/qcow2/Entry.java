package org.vitrine.engine.image.qcow2;

/** Entries of first- and second-level tables ("Cluster mapping"). They stay {@code long}s: a table is read on every request. */
final class Entry {
    /** Bit 63: the reference count is exactly one, so that it may be written in place. */
    static final long COPIED = 1L << 63;

    static final long COMPRESSED = 1L << 62;
    /** Bit 0 of a standard descriptor, version 3: reads as zeroes. */
    static final long ZERO = 1;

    private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
    private static final long RESERVED_L1 = 0x7f00_0000_0000_01ffL;
    private static final long RESERVED_L2 = 0x3f00_0000_0000_01feL;
    private static final int SECTOR = 512;

    /** What a second-level entry says. */
    enum Kind {
        UNALLOCATED,
        ZERO,
        STANDARD,
        COMPRESSED
    }

    private Entry() {}

    static Kind kind(long entry, int version) {
        if ((entry & COMPRESSED) != 0) {
            return Kind.COMPRESSED;
        }
        if (version >= 3 && (entry & ZERO) != 0) {
            return Kind.ZERO;
        }
        return (entry & OFFSET) == 0 ? Kind.UNALLOCATED : Kind.STANDARD;
    }

    static long offset(long entry) {
        return entry & OFFSET;
    }

    static boolean isCopied(long entry) {
        return (entry & COPIED) != 0;
    }

    static boolean hasReservedL1Bits(long entry) {
        return (entry & RESERVED_L1) != 0;
    }

    static boolean hasReservedL2Bits(long entry) {
        return (entry & COMPRESSED) == 0 && (entry & RESERVED_L2) != 0;
    }

    static long compressedOffset(long entry, Geometry geometry) {
        return entry & ((1L << offsetBits(geometry)) - 1);
    }

    /** How many bytes compressed data may take: to the end of its last sector. */
    static int compressedBytes(long entry, Geometry geometry) {
        int bits = offsetBits(geometry);
        long more = (entry & (COMPRESSED - 1)) >>> bits;
        return (int) ((more + 1) * SECTOR - (compressedOffset(entry, geometry) & (SECTOR - 1)));
    }

    static long compressed(long offset, int bytes, Geometry geometry) {
        long more = (offset + bytes - 1) / SECTOR - offset / SECTOR;
        return COMPRESSED | more << offsetBits(geometry) | offset;
    }

    private static int offsetBits(Geometry geometry) {
        return 62 - (geometry.clusterBits() - 8);
    }
}
