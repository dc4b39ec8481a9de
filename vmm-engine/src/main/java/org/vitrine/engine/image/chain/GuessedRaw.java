package org.vitrine.engine.image.chain;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

/**
 * A raw disk of which nobody has said that it is raw. Its owner, a guest, cannot make it look like another format: it would be opened as one the next time,
 * with any file of the host behind it.
 */
public final class GuessedRaw implements BlockNode {
    private static final int START = ImageFormat.SECTOR;

    private final BlockNode disk;

    /** Owns the disk. */
    public GuessedRaw(BlockNode disk) {
        this.disk = disk;
    }

    @Override
    public void write(long position, Buffers from) throws IOException {
        if (position >= START || from.byteSize() == 0) {
            disk.write(position, from);
            return;
        }
        int length = (int) Math.min(from.byteSize(), START - position);
        // What was looked at is what is written, whatever the guest does to its memory meanwhile.
        byte[] start = new byte[length];
        from.slice(0, length).copyTo(MemorySegment.ofArray(start));
        synchronized (this) {
            check(position, start);
            disk.write(position, Buffers.of(start));
        }
        if (length < from.byteSize()) {
            disk.write(position + length, from.slice(length, from.byteSize() - length));
        }
    }

    /** @throws BlockException if the disk would look like another format then */
    private void check(long position, byte[] written) throws IOException {
        byte[] start = new byte[START];
        disk.read(0, Buffers.of(start));
        System.arraycopy(written, 0, start, (int) position, written.length);
        ImageFormat look = ImageFormat.guess(start);
        if (look != ImageFormat.RAW) {
            throw new BlockException(
                    BlockException.Kind.UNSUPPORTED,
                    "%s was found to be raw, and its guest may not make it look like %s; say that its format is raw."
                            .formatted(name(), look.id()));
        }
    }

    private synchronized void checkCleared(long position, long length) throws IOException {
        if (position < START) {
            check(position, new byte[(int) Math.min(length, START - position)]);
        }
    }

    @Override
    public void writeZeroes(long position, long length) throws IOException {
        checkCleared(position, length);
        disk.writeZeroes(position, length);
    }

    @Override
    public void discard(long position, long length) throws IOException {
        checkCleared(position, length);
        disk.discard(position, length);
    }

    @Override
    public String name() {
        return disk.name();
    }

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public boolean isReadOnly() {
        return disk.isReadOnly();
    }

    @Override
    public void read(long position, Buffers into) throws IOException {
        disk.read(position, into);
    }

    @Override
    public void flush() throws IOException {
        disk.flush();
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        return disk.extent(position, length);
    }

    @Override
    public Optional<BlockNode> backing() {
        return disk.backing();
    }

    @Override
    public void resize(long size) throws IOException {
        disk.resize(size);
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
