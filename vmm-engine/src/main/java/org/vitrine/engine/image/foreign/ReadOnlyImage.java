package org.vitrine.engine.image.foreign;

import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;

/** A disk of fixed size in a format of others. */
abstract class ReadOnlyImage implements BlockNode {
    private final String name;
    private final long size;

    ReadOnlyImage(String name, long size) {
        this.name = name;
        this.size = size;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final long size() {
        return size;
    }

    @Override
    public final boolean isReadOnly() {
        return true;
    }

    @Override
    public final void write(long position, Buffers from) throws BlockException {
        throw readOnly();
    }

    @Override
    public final void writeZeroes(long position, long length) throws BlockException {
        throw readOnly();
    }

    @Override
    public final void discard(long position, long length) throws BlockException {
        throw readOnly();
    }

    @Override
    public final void resize(long newSize) throws BlockException {
        throw readOnly();
    }

    private BlockException readOnly() {
        return new BlockException(
                BlockException.Kind.READ_ONLY,
                name + " is of a format that is only read here; convert it, or put an overlay before it.");
    }

    @Override
    public final void flush() {
        // Nothing was written.
    }
}
