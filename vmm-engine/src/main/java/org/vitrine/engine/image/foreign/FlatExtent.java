package org.vitrine.engine.image.foreign;

import java.io.IOException;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

/** Bytes as they are, from a place in a file on ("Simple Extents"). */
final class FlatExtent implements VmdkExtent {
    private final BlockNode file;
    private final long offset;

    /** @throws ImageException if the file is too short for it */
    FlatExtent(BlockNode file, long offset, long size) throws ImageException {
        if (offset > file.size() - size) {
            throw Fields.damaged(
                    file,
                    "it has %,d bytes, where %,d are named from %,d on (is it cut short?)"
                            .formatted(file.size(), size, offset));
        }
        this.file = file;
        this.offset = offset;
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        return file.extent(offset + position, length);
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        file.read(offset + position, into);
    }
}
