package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/** VirtualBox's disk images, version 1.1 (VDICore.h: VDIPREHEADER, VDIHEADER1PLUS); little-endian. Dynamic and fixed ones are read. */
public final class Vdi {
    private static final int SIGNATURE = 0xbeda107f;
    private static final int SIGNATURE_AT = 0x40;
    private static final int HEADER_SIZE = 0x200;
    private static final int VERSION_1_1 = 0x00010001;
    private static final int DYNAMIC = 1;
    private static final int FIXED = 2;
    /** Blocks that were never written, or given up. */
    private static final long FIRST_WITHOUT_DATA = 0xffff_fffeL;

    private Vdi() {}

    /** Whether a file begins as such an image does. @param start its first 512 bytes */
    public static boolean matches(byte[] start) {
        return ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(SIGNATURE_AT) == SIGNATURE;
    }

    /** Opens an image, which owns the file then. @throws ImageException if it is none, or damaged; the file is left open */
    public static BlockNode open(BlockNode file) throws ImageException, IOException {
        ByteBuffer header = Fields.read(file, "header", 0, HEADER_SIZE, ByteOrder.LITTLE_ENDIAN);
        if (header.getInt(SIGNATURE_AT) != SIGNATURE) {
            throw new ImageException(file.name() + " is not a VDI image; name its real format.");
        }
        int version = header.getInt(0x44);
        int type = header.getInt(0x4c);
        if (version != VERSION_1_1 || (type != DYNAMIC && type != FIXED)) {
            throw new ImageException(
                    "%s is a VDI image of version %d.%d and type %d, which is not supported; clone it with VirtualBox."
                            .formatted(file.name(), version >>> 16, version & 0xffff, type));
        }
        long size = header.getLong(0x170);
        long blockSize = Integer.toUnsignedLong(header.getInt(0x178));
        long blocks = Integer.toUnsignedLong(header.getInt(0x180));
        Fields.checkSize(file, size);
        if (blockSize < 512 || Long.bitCount(blockSize) != 1 || header.getInt(0x17c) != 0) {
            throw Fields.damaged(file, "its blocks would have %,d bytes".formatted(blockSize));
        }
        if ((size - 1) / blockSize + 1 > blocks) {
            throw Fields.damaged(file, "its block map is too short for a disk of %,d bytes".formatted(size));
        }
        long mapAt = Integer.toUnsignedLong(header.getInt(0x154));
        long dataAt = Integer.toUnsignedLong(header.getInt(0x158));
        ByteBuffer map = Fields.read(file, "block map", mapAt, blocks * 4, ByteOrder.LITTLE_ENDIAN);
        long[] places = new long[(int) ((size - 1) / blockSize + 1)];
        for (int i = 0; i < places.length; i++) {
            long index = Integer.toUnsignedLong(map.getInt(i * 4));
            places[i] = index >= FIRST_WITHOUT_DATA ? BlockMapImage.NOWHERE : dataAt + index * blockSize;
            Fields.checkBlock(file, i, places[i], Math.min(blockSize, size - i * blockSize));
        }
        return new BlockMapImage(file, size, blockSize, places);
    }
}
