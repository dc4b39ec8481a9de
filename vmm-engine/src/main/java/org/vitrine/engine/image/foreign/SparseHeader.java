package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/**
 * The header of a hosted sparse extent ("Hosted Sparse Extents", "Stream-Optimized Compressed Sparse Extents"), checked as far as it alone can be. Sizes and
 * places are in bytes.
 *
 * @param entries of a grain table
 * @param directory where the grain directory begins
 * @param descriptor where the embedded descriptor begins; 0 if there is none
 * @param zeroedGrains whether the entry 1 means a grain of zeroes
 * @param markers whether a marker is in front of each compressed grain
 */
record SparseHeader(
        long size,
        int grainSize,
        int entries,
        long directory,
        long descriptor,
        long descriptorSize,
        boolean zeroedGrains,
        boolean compressed,
        boolean markers) {
    static final int SECTOR = 512;

    private static final int MAGIC = 0x564d444b;
    private static final int HIGHEST_VERSION = 3;
    private static final int ZEROED_GRAINS = 1 << 2;
    private static final int COMPRESSED = 1 << 16;
    private static final int MARKERS = 1 << 17;
    private static final int DEFLATE = 1;
    private static final long AT_END = -1;
    /** The footer and the end-of-stream marker behind it. */
    private static final int FOOTER_FROM_END = 2 * SECTOR;

    private static final int MOST_GRAIN_SECTORS = (16 << 20) / SECTOR;
    private static final int MOST_ENTRIES = 512;
    private static final long MOST_SECTORS = Long.MAX_VALUE / SECTOR;

    /** Whether a file begins as such an extent does. */
    static boolean matches(byte[] start) {
        return ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == MAGIC;
    }

    /** Reads the header, or the footer that takes its place. */
    static SparseHeader read(BlockNode file) throws ImageException, IOException {
        ByteBuffer header = Fields.read(file, "header", 0, SECTOR, ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(0) != MAGIC) {
            throw new ImageException(file.name() + " is not a sparse VMDK extent; name its real format.");
        }
        if (header.getLong(56) == AT_END) {
            header = Fields.read(file, "footer", file.size() - FOOTER_FROM_END, SECTOR, ByteOrder.LITTLE_ENDIAN);
            if (header.getInt(0) != MAGIC || header.getLong(56) == AT_END) {
                throw Fields.damaged(file, "its footer is missing (is it cut short?)");
            }
        }
        return read(file, header);
    }

    private static SparseHeader read(BlockNode file, ByteBuffer header) throws ImageException {
        int version = header.getInt(4);
        if (version < 1 || version > HIGHEST_VERSION) {
            throw new ImageException(
                    "%s is a VMDK extent of version %d, which is not supported; convert it with VMware."
                            .formatted(file.name(), Integer.toUnsignedLong(version)));
        }
        int flags = header.getInt(8);
        boolean compressed = (flags & COMPRESSED) != 0;
        int algorithm = Short.toUnsignedInt(header.getShort(77));
        if (compressed && algorithm != DEFLATE) {
            throw new ImageException("%s is compressed by a method that is not known here (%d); convert it with VMware."
                    .formatted(file.name(), algorithm));
        }
        long grain = header.getLong(20);
        if (grain < 1 || grain > MOST_GRAIN_SECTORS || Long.bitCount(grain) != 1) {
            throw Fields.damaged(file, "its grains would have %s sectors".formatted(Long.toUnsignedString(grain)));
        }
        int entries = header.getInt(44);
        if (entries < 1 || entries > MOST_ENTRIES) {
            throw Fields.damaged(
                    file, "its grain tables would have %d entries".formatted(Integer.toUnsignedLong(entries)));
        }
        long sectors = header.getLong(12);
        if (sectors < 0 || sectors > MOST_SECTORS) {
            throw Fields.damaged(file, "its disk would have %s sectors".formatted(Long.toUnsignedString(sectors)));
        }
        SparseHeader read = new SparseHeader(
                sectors * SECTOR,
                (int) grain * SECTOR,
                entries,
                bytes(file, "grain directory", header.getLong(56)),
                bytes(file, "descriptor", header.getLong(28)),
                bytes(file, "descriptor", header.getLong(36)),
                (flags & ZEROED_GRAINS) != 0,
                compressed,
                (flags & MARKERS) != 0);
        long directoryEnd = read.directory + (read.tables() * 4);
        if (sectors > 0 && (read.directory == 0 || directoryEnd > file.size())) {
            throw Fields.damaged(file, "its grain directory does not lie in the file (is it cut short?)");
        }
        return read;
    }

    private static long bytes(BlockNode file, String what, long sectors) throws ImageException {
        if (sectors < 0 || sectors > file.size() / SECTOR) {
            throw Fields.damaged(file, "its " + what + " does not lie in the file (is it cut short?)");
        }
        return sectors * SECTOR;
    }

    /** Grain tables that the disk needs. */
    private long tables() {
        return size == 0 ? 0 : (size - 1) / ((long) grainSize * entries) + 1;
    }
}
