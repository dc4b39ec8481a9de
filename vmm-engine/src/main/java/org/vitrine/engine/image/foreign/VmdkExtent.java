package org.vitrine.engine.image.foreign;

import java.io.IOException;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

/** A run of a VMware disk, which is stored in one way. Positions count from its start. Any thread. */
interface VmdkExtent {
    /** What lies at a position, as {@link org.vitrine.engine.image.block.BlockNode#extent}. */
    Extent extent(long position, long length) throws IOException;

    /** Reads from what was answered as one extent of {@link Extent.Kind#DATA}. */
    void read(long position, Buffers into) throws IOException;
}
