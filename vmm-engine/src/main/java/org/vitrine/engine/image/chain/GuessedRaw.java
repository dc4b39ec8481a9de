package org.vitrine.engine.image.chain;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.ForwardingNode;

/**
 * A raw disk of which nobody has said that it is raw. Its owner, a guest, cannot make it look like another format: it would be opened as one the next time,
 * with any file of the host behind it.
 */
public final class GuessedRaw extends ForwardingNode {
    private static final int START = ImageFormat.SECTOR;

    /** Owns the disk. */
    public GuessedRaw(BlockNode disk) {
        super(disk);
    }

    @Override
    public void write(long position, Buffers from) throws IOException {
        if (position >= START || from.byteSize() == 0) {
            super.write(position, from);
            return;
        }
        int length = (int) Math.min(from.byteSize(), START - position);
        // What was looked at is what is written, whatever the guest does to its memory meanwhile.
        byte[] start = new byte[length];
        from.slice(0, length).copyTo(MemorySegment.ofArray(start));
        synchronized (this) {
            check(position, start);
            super.write(position, Buffers.of(start));
        }
        if (length < from.byteSize()) {
            super.write(position + length, from.slice(length, from.byteSize() - length));
        }
    }

    /** @throws BlockException if the disk would look like another format then */
    private void check(long position, byte[] written) throws IOException {
        byte[] start = new byte[START];
        read(0, Buffers.of(start));
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
        super.writeZeroes(position, length);
    }

    @Override
    public void discard(long position, long length) throws IOException {
        checkCleared(position, length);
        super.discard(position, length);
    }
}
