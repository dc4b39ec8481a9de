package org.vitrine.engine.image.foreign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.block.Ranges;

/**
 * Microsoft's newer virtual hard disks (MS-VHDX, version 1); little-endian. Fixed and dynamic ones with sectors of 512 bytes are read; the log of one that
 * was not closed is replayed in memory.
 */
public final class Vhdx extends ReadOnlyImage {
    private static final byte[] SIGNATURE = "vhdxfile".getBytes(US_ASCII);
    private static final int SECTOR = 512;
    private static final long PLACE = -1L << 20;
    private static final int STATE = 7;
    private static final int FULLY_PRESENT = 6;
    /** Not present, undefined, zero, unmapped: without a parent all of them read as zeroes. */
    private static final int LAST_WITHOUT_DATA = 3;

    private final BlockNode file;
    private final long blockSize;
    /** Payload blocks between two entries for sector bitmaps. */
    private final long chunkRatio;

    private final long bat;
    private final TablePages tables;

    private Vhdx(BlockNode file, VhdxMetadata metadata, long bat, long chunkRatio) {
        super(file.name(), metadata.size());
        this.file = file;
        this.blockSize = metadata.blockSize();
        this.chunkRatio = chunkRatio;
        this.bat = bat;
        this.tables = new TablePages(file, new PageCache());
    }

    /** Whether a file begins as such an image does. @param start its first 512 bytes */
    public static boolean matches(byte[] start) {
        return Arrays.equals(start, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** Opens an image, which owns the file then. @throws ImageException if it is none, or damaged; the file is left open */
    public static BlockNode open(BlockNode raw) throws ImageException, IOException {
        if (!matches(Fields.read(raw, "signature", 0, SECTOR, ByteOrder.LITTLE_ENDIAN)
                .array())) {
            throw new ImageException(raw.name() + " is not a VHDX image; name its real format.");
        }
        VhdxHeader header = VhdxHeader.read(raw);
        BlockNode file = VhdxLog.replayed(raw, header);
        VhdxRegions regions = VhdxRegions.read(file, header);
        VhdxMetadata metadata = VhdxMetadata.read(file, regions.metadata());
        if (metadata.parent().isPresent()) {
            throw new ImageException(
                    "%s is a differencing VHDX image over “%.200s”, which is not supported; merge it with its parent."
                            .formatted(raw.name(), metadata.parent().get()));
        }
        if (metadata.sectorSize() != SECTOR) {
            throw new ImageException(
                    "%s is a disk with sectors of %,d bytes, and only 512 are supported; convert it with Hyper-V."
                            .formatted(raw.name(), Integer.toUnsignedLong(metadata.sectorSize())));
        }
        // 2^23 sectors for each bitmap of 1 MiB.
        long chunkRatio = ((long) SECTOR << 23) / metadata.blockSize();
        long last = (metadata.size() - 1) / metadata.blockSize();
        if ((last + last / chunkRatio + 1) * 8 > regions.bat().length()) {
            throw Fields.damaged(
                    raw, "its block table is too short for a disk of %,d bytes".formatted(metadata.size()));
        }
        return new Vhdx(file, metadata, regions.bat().offset(), chunkRatio);
    }

    /** Where a block begins in the file, or {@link BlockMapImage#NOWHERE}. */
    private long place(long block) throws IOException {
        long entry = tables.entry8(bat, block + block / chunkRatio);
        int state = (int) entry & STATE;
        if (state <= LAST_WITHOUT_DATA) {
            return BlockMapImage.NOWHERE;
        }
        if (state != FULLY_PRESENT) {
            throw damaged("block %,d is in the state %d, which only a differencing image has".formatted(block, state));
        }
        long place = entry & PLACE;
        if (place < VhdxFields.MIB || place > file.size() - Math.min(blockSize, size() - block * blockSize)) {
            throw damaged("block %,d lies outside the file (is it cut short?)".formatted(block));
        }
        return place;
    }

    private BlockException damaged(String what) {
        return new BlockException(
                BlockException.Kind.CORRUPT, "%s is damaged: %s; copy it again.".formatted(name(), what));
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        Ranges.check(this, position, into.byteSize());
        for (long done = 0; done < into.byteSize(); ) {
            long at = position + done;
            long within = at % blockSize;
            Buffers piece = into.slice(done, Math.min(into.byteSize() - done, blockSize - within));
            long place = place(at / blockSize);
            if (place == BlockMapImage.NOWHERE) {
                piece.fillWithZeroes();
            } else {
                file.read(place + within, piece);
            }
            done += piece.byteSize();
        }
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        Ranges.check(this, position, length);
        boolean zero = place(position / blockSize) == BlockMapImage.NOWHERE;
        return new Extent(
                Math.min(length, blockSize - position % blockSize), zero ? Extent.Kind.ZERO : Extent.Kind.DATA);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
