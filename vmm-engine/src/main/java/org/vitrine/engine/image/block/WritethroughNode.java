package org.vitrine.engine.image.block;

import java.io.IOException;

/** A node whose every change is on the medium when it returns. */
public final class WritethroughNode extends ForwardingNode {
    /** Owns the node. */
    public WritethroughNode(BlockNode node) {
        super(node);
    }

    @Override
    public void write(long position, Buffers from) throws IOException {
        super.write(position, from);
        flush();
    }

    @Override
    public void writeZeroes(long position, long length) throws IOException {
        super.writeZeroes(position, length);
        flush();
    }

    @Override
    public void discard(long position, long length) throws IOException {
        super.discard(position, length);
        flush();
    }

    @Override
    public void resize(long size) throws IOException {
        super.resize(size);
        flush();
    }
}
