package org.vitrine.engine.image.foreign;

import java.io.IOException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;
import org.vitrine.engine.image.block.Ranges;

/** A disk in blocks of one size, of which a table says where in the file each lies or that it is zeroes; read-only. */
final class BlockMapImage extends ReadOnlyImage {
    /** A block of zeroes. */
    static final long NOWHERE = -1;

    private final BlockNode file;
    private final long blockSize;
    private final long[] places;

    /** @param places byte offsets in the file, each with a whole block behind it as far as the disk goes, or {@link #NOWHERE} */
    BlockMapImage(BlockNode file, long size, long blockSize, long[] places) {
        super(file.name(), size);
        this.file = file;
        this.blockSize = blockSize;
        this.places = places;
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        Ranges.check(this, position, into.byteSize());
        for (long done = 0; done < into.byteSize(); ) {
            long at = position + done;
            long within = at % blockSize;
            long part = Math.min(into.byteSize() - done, blockSize - within);
            long place = places[(int) (at / blockSize)];
            Buffers piece = into.slice(done, part);
            if (place == NOWHERE) {
                piece.fillWithZeroes();
            } else {
                file.read(place + within, piece);
            }
            done += part;
        }
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        Ranges.check(this, position, length);
        int block = (int) (position / blockSize);
        boolean zero = places[block] == NOWHERE;
        long end = (block + 1L) * blockSize;
        while (end - position < length && places[++block] == NOWHERE == zero) {
            end += blockSize;
        }
        return new Extent(Math.min(length, end - position), zero ? Extent.Kind.ZERO : Extent.Kind.DATA);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
