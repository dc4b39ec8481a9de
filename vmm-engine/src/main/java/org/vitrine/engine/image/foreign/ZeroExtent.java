package org.vitrine.engine.image.foreign;

import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

/** Zeroes that are stored nowhere. */
final class ZeroExtent implements VmdkExtent {
    @Override
    public Extent extent(long position, long length) {
        return new Extent(length, Extent.Kind.ZERO);
    }

    @Override
    public void read(long position, Buffers into) {
        into.fillWithZeroes();
    }
}
