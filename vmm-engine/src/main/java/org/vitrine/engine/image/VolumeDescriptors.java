package org.vitrine.engine.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What a disc says about itself in its volume recognition area (ECMA-119, section 8; ECMA-167, 2/8 and 3/8).
 *
 * @param recognised whether there is an ISO 9660 or a UDF file system
 * @param bytes how far the file systems reach from the start of the disc; 0 if they do not say
 */
record VolumeDescriptors(boolean recognised, long bytes) {
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int SECTOR = OpticalMedium.SECTOR;
    private static final int FIRST_DESCRIPTOR = 16;
    /** A recognition sequence has a handful of descriptors; a hostile one must not keep us reading. */
    private static final int MOST_DESCRIPTORS = 64;

    private static final int PRIMARY_VOLUME = 1;
    private static final int SET_TERMINATOR = 255;

    private static final int ANCHOR_SECTOR = 256;
    private static final int TAG_ANCHOR = 2;
    private static final int TAG_PARTITION = 5;
    private static final int TAG_TERMINATING = 8;

    /** Reads bytes at a position; false if they are not all there. */
    interface Source {
        boolean read(long position, MemorySegment into) throws IOException;
    }

    static VolumeDescriptors read(Source source) throws IOException {
        boolean recognised = false;
        boolean udf = false;
        long bytes = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sector = arena.allocate(SECTOR);
            for (int i = 0; i < MOST_DESCRIPTORS; i++) {
                if (!source.read((long) (FIRST_DESCRIPTOR + i) * SECTOR, sector)) {
                    break;
                }
                String identifier = identifier(sector);
                if (identifier.equals("CD001")) {
                    recognised = true;
                    int type = sector.get(ValueLayout.JAVA_BYTE, 0) & 0xff;
                    if (type == PRIMARY_VOLUME) {
                        bytes = Math.max(bytes, volumeSpace(sector));
                    } else if (type == SET_TERMINATOR) {
                        // UDF's descriptors, if any, follow this one.
                        continue;
                    }
                } else if (identifier.equals("BEA01")
                        || identifier.equals("NSR02")
                        || identifier.equals("NSR03")
                        || identifier.equals("BOOT2")
                        || identifier.equals("TEA01")) {
                    udf |= identifier.startsWith("NSR");
                } else {
                    break;
                }
            }
            if (udf) {
                recognised = true;
                bytes = Math.max(bytes, partitionEnd(source, sector));
            }
        }
        return new VolumeDescriptors(recognised, bytes);
    }

    private static String identifier(MemorySegment sector) {
        return new String(sector.asSlice(1, 5).toArray(ValueLayout.JAVA_BYTE), US_ASCII);
    }

    /** ECMA-119, 8.4.8 and 8.4.12: the size in logical blocks, and the size of those. */
    private static long volumeSpace(MemorySegment descriptor) {
        return (descriptor.get(U32, 80) & 0xffff_ffffL) * (descriptor.get(U16, 128) & 0xffff);
    }

    /** ECMA-167, 3/10.2 and 3/10.5: from the anchor to the volume descriptor sequence, and there to the partition. */
    private static long partitionEnd(Source source, MemorySegment sector) throws IOException {
        if (!source.read((long) ANCHOR_SECTOR * SECTOR, sector) || tag(sector) != TAG_ANCHOR) {
            return 0;
        }
        long sequence = sector.get(U32, 20) & 0xffff_ffffL;
        long end = 0;
        for (int i = 0; i < MOST_DESCRIPTORS; i++) {
            if (!source.read((sequence + i) * SECTOR, sector)) {
                return end;
            }
            int tag = tag(sector);
            if (tag == TAG_PARTITION) {
                long start = sector.get(U32, 188) & 0xffff_ffffL;
                long length = sector.get(U32, 192) & 0xffff_ffffL;
                end = Math.max(end, (start + length) * SECTOR);
            } else if (tag == TAG_TERMINATING || tag == 0) {
                return end;
            }
        }
        return end;
    }

    private static int tag(MemorySegment descriptor) {
        return descriptor.get(U16, 0) & 0xffff;
    }
}
