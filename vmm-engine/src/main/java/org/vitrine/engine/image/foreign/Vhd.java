package org.vitrine.engine.image.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;

/** Microsoft's virtual hard disks ("Virtual Hard Disk Image Format Specification" 1.0); big-endian. Fixed and dynamic ones are read, differencing ones refused by name. */
public final class Vhd {
    private static final byte[] FOOTER_COOKIE = "conectix".getBytes(US_ASCII);
    private static final byte[] HEADER_COOKIE = "cxsparse".getBytes(US_ASCII);
    private static final int FOOTER_SIZE = 512;
    private static final int HEADER_SIZE = 1024;
    private static final int SECTOR = 512;
    private static final int FIXED = 2;
    private static final int DYNAMIC = 3;
    private static final int DIFFERENCING = 4;
    private static final int UNUSED = -1;
    /** Those that mean the size that the geometry gives: Virtual PC, Virtual Server and QEMU. */
    private static final Set<String> BY_GEOMETRY = Set.of("vpc ", "vs  ", "qemu");

    private static final long LARGEST_GEOMETRY = 65535L * 16 * 255;

    private Vhd() {}

    /** Whether a dynamic image begins so; a fixed one has nothing at its start. @param start its first 512 bytes */
    public static boolean matches(byte[] start) {
        return Arrays.equals(start, 0, 8, FOOTER_COOKIE, 0, 8);
    }

    /** Opens an image, which owns the file then. @throws ImageException if it is none, or damaged; the file is left open */
    public static BlockNode open(BlockNode file) throws ImageException, IOException {
        if (file.size() < FOOTER_SIZE) {
            throw Fields.damaged(file, "it is too short for a footer");
        }
        ByteBuffer footer = Fields.read(file, "footer", 0, FOOTER_SIZE, ByteOrder.BIG_ENDIAN);
        if (!matches(footer.array())) {
            footer = Fields.read(file, "footer", file.size() - FOOTER_SIZE, FOOTER_SIZE, ByteOrder.BIG_ENDIAN);
        }
        if (!matches(footer.array())) {
            throw new ImageException(
                    file.name() + " is not a VHD image, or cut short; copy it again, or name its real format.");
        }
        if (footer.getInt(64) != checksum(footer.array(), 64)) {
            throw Fields.damaged(file, "the checksum of its footer is wrong");
        }
        long size = size(footer);
        Fields.checkSize(file, size);
        return switch (footer.getInt(60)) {
            case FIXED -> fixed(file, size);
            case DYNAMIC -> dynamic(file, size, header(file, footer.getLong(16)));
            case DIFFERENCING ->
                throw new ImageException(
                        "%s is a differencing VHD image over “%s”, which is not supported; merge it with its parent."
                                .formatted(file.name(), parentName(header(file, footer.getLong(16)))));
            default ->
                throw new ImageException("%s is a VHD image of type %d, which is not known; convert it with Hyper-V."
                        .formatted(file.name(), Integer.toUnsignedLong(footer.getInt(60))));
        };
    }

    private static long size(ByteBuffer footer) {
        long sectors =
                (long) Short.toUnsignedInt(footer.getShort(56)) * (footer.get(58) & 0xff) * (footer.get(59) & 0xff);
        String creator = new String(footer.array(), 28, 4, US_ASCII);
        return BY_GEOMETRY.contains(creator) && sectors < LARGEST_GEOMETRY ? sectors * SECTOR : footer.getLong(48);
    }

    /** The ones' complement of the sum of all bytes but its own. */
    private static int checksum(byte[] bytes, int at) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += i >= at && i < at + 4 ? 0 : bytes[i] & 0xff;
        }
        return ~sum;
    }

    private static BlockNode fixed(BlockNode file, long size) throws ImageException {
        if (size > file.size() - FOOTER_SIZE) {
            throw Fields.damaged(file, "it is shorter than its disk");
        }
        return new BlockMapImage(file, size, size, new long[] {0});
    }

    private static ByteBuffer header(BlockNode file, long headerAt) throws ImageException, IOException {
        ByteBuffer header = Fields.read(file, "header", headerAt, HEADER_SIZE, ByteOrder.BIG_ENDIAN);
        if (!Arrays.equals(header.array(), 0, 8, HEADER_COOKIE, 0, 8)
                || header.getInt(36) != checksum(header.array(), 36)) {
            throw Fields.damaged(file, "its header is wrong");
        }
        return header;
    }

    /** "Parent Unicode Name": zeroes follow it. */
    private static String parentName(ByteBuffer header) {
        return new String(header.array(), 64, 512, UTF_16BE).replaceAll("(?s)\\p{Cntrl}.*", "");
    }

    private static BlockNode dynamic(BlockNode file, long size, ByteBuffer header) throws ImageException, IOException {
        long entries = Integer.toUnsignedLong(header.getInt(28));
        long blockSize = Integer.toUnsignedLong(header.getInt(32));
        if (blockSize < SECTOR || Long.bitCount(blockSize) != 1) {
            throw Fields.damaged(file, "its blocks would have %,d bytes".formatted(blockSize));
        }
        if ((size - 1) / blockSize + 1 > entries) {
            throw Fields.damaged(file, "its block table is too short for a disk of %,d bytes".formatted(size));
        }
        ByteBuffer table = Fields.read(file, "block table", header.getLong(16), entries * 4, ByteOrder.BIG_ENDIAN);
        // A bitmap of sectors goes before each block.
        long bitmap = (blockSize / SECTOR / 8 + SECTOR - 1) / SECTOR * SECTOR;
        long[] places = new long[(int) ((size - 1) / blockSize + 1)];
        for (int i = 0; i < places.length; i++) {
            int sector = table.getInt(i * 4);
            places[i] = sector == UNUSED ? BlockMapImage.NOWHERE : Integer.toUnsignedLong(sector) * SECTOR + bitmap;
            Fields.checkBlock(file, i, places[i], Math.min(blockSize, size - i * blockSize));
        }
        return new BlockMapImage(file, size, blockSize, places);
    }
}
