package org.vitrine.engine.image.block;

import java.lang.foreign.MemorySegment;

/** A node in memory that keeps nothing but its bytes, for tests of much traffic. */
public final class MemoryNode implements BlockNode {
    private final MemorySegment content;

    /** Makes one full of zeroes. */
    public MemoryNode(int size) {
        content = MemorySegment.ofArray(new byte[size]);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public long size() {
        return content.byteSize();
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void read(long position, Buffers into) {
        into.copyFrom(content.asSlice(position, into.byteSize()));
    }

    @Override
    public void write(long position, Buffers from) {
        from.copyTo(content.asSlice(position, from.byteSize()));
    }

    @Override
    public void writeZeroes(long position, long length) {
        content.asSlice(position, length).fill((byte) 0);
    }

    @Override
    public void discard(long position, long length) {
        writeZeroes(position, length);
    }

    @Override
    public void flush() {}

    @Override
    public Extent extent(long position, long length) {
        return new Extent(length, Extent.Kind.DATA);
    }

    @Override
    public void resize(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
