package org.vitrine.engine.image.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file node in memory that keeps what was written to it, in order, and can be told to fail. */
public final class MemoryFile implements BlockNode {
    /** What was done to the file: a write, a change of its size (data null), or a flush (all empty). */
    public record Step(long position, byte[] data, boolean flush) {}

    private static final BlockException NO_SPACE =
            new BlockException(BlockException.Kind.NO_SPACE, "memory could not be written: no space is left.");

    private byte[] content;
    private final boolean readOnly;
    private final List<Step> steps = new ArrayList<>();
    private int writesUntilFailure = Integer.MAX_VALUE;
    private BlockException failure = NO_SPACE;

    public MemoryFile() {
        this(new byte[0], false);
    }

    public MemoryFile(byte[] content, boolean readOnly) {
        this.content = content.clone();
        this.readOnly = readOnly;
    }

    public byte[] content() {
        return content.clone();
    }

    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** From now on this many writes succeed, and the next ones find no space. */
    public void failAfter(int writes) {
        failAfter(writes, NO_SPACE);
    }

    /** From now on this many writes succeed, and the next ones fail. */
    public void failAfter(int writes, BlockException why) {
        writesUntilFailure = writes;
        failure = why;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public synchronized long size() {
        return content.length;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public synchronized void read(long position, Buffers into) {
        byte[] bytes = new byte[Math.toIntExact(into.byteSize())];
        if (position < content.length) {
            System.arraycopy(
                    content, (int) position, bytes, 0, (int) Math.min(bytes.length, content.length - position));
        }
        into.copyFrom(MemorySegment.ofArray(bytes));
    }

    @Override
    public synchronized void write(long position, Buffers from) throws BlockException {
        if (readOnly) {
            throw new BlockException(BlockException.Kind.READ_ONLY, "memory is open for reading only.");
        }
        if (writesUntilFailure-- <= 0) {
            throw failure;
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[Math.toIntExact(from.byteSize())]);
        from.copyTo(bytes);
        apply(new Step(position, bytes.toArray(ValueLayout.JAVA_BYTE), false));
    }

    private void apply(Step step) {
        steps.add(step);
        content = applied(content, step);
    }

    /** A content after one more step. */
    public static byte[] applied(byte[] content, Step step) {
        int end = Math.toIntExact(step.position + step.data.length);
        byte[] changed = end > content.length ? Arrays.copyOf(content, end) : content;
        System.arraycopy(step.data, 0, changed, (int) step.position, step.data.length);
        return changed;
    }

    @Override
    public synchronized void writeZeroes(long position, long length) throws BlockException {
        write(position, Buffers.of(new byte[Math.toIntExact(length)]));
    }

    @Override
    public synchronized void discard(long position, long length) throws BlockException {
        writeZeroes(position, Math.clamp(content.length - position, 0, length));
    }

    @Override
    public synchronized void flush() {
        steps.add(new Step(0, new byte[0], true));
    }

    @Override
    public Extent extent(long position, long length) {
        return new Extent(length, Extent.Kind.DATA);
    }

    @Override
    public synchronized void resize(long size) {
        content = Arrays.copyOf(content, Math.toIntExact(size));
    }

    @Override
    public void close() {}
}
