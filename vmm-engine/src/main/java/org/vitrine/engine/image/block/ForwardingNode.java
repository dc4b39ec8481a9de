package org.vitrine.engine.image.block;

import java.io.IOException;
import java.util.Optional;

/** A node that owns another and passes everything on to it, for those that change a little of that. */
public abstract class ForwardingNode implements BlockNode {
    private final BlockNode node;

    /** Owns the node. */
    protected ForwardingNode(BlockNode node) {
        this.node = node;
    }

    @Override
    public String name() {
        return node.name();
    }

    @Override
    public long size() {
        return node.size();
    }

    @Override
    public boolean isReadOnly() {
        return node.isReadOnly();
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        node.read(position, into);
    }

    @Override
    public void write(long position, Buffers from) throws IOException {
        node.write(position, from);
    }

    @Override
    public void writeZeroes(long position, long length) throws IOException {
        node.writeZeroes(position, length);
    }

    @Override
    public void discard(long position, long length) throws IOException {
        node.discard(position, length);
    }

    @Override
    public void flush() throws IOException {
        node.flush();
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        return node.extent(position, length);
    }

    @Override
    public Optional<BlockNode> backing() {
        return node.backing();
    }

    @Override
    public void resize(long size) throws IOException {
        node.resize(size);
    }

    @Override
    public void close() throws IOException {
        node.close();
    }
}
