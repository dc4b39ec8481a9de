package org.vitrine.engine.image.block;

import java.io.IOException;
import java.util.Optional;

/**
 * A place of bytes: a file, or a format (raw, qcow2 …) on top of other nodes. Nodes form a graph: a format reads and writes through its file node, an
 * overlay shows its backing node where it has nothing of its own.
 *
 * <p>Calls are synchronous, and any number of threads may be in them. A range that is read or written lies inside {@link #size()};
 * positions and lengths are in bytes and need no alignment. Overlapping requests that are under way at once leave either's bytes.
 *
 * <p>What was written is lost by a crash of the host unless a {@link #flush()} that began after the write had returned has returned itself.
 *
 * <p>Every failure is an {@link IOException} with one sentence; {@link BlockException} also says which kind it is. A failed write may have changed
 * any part of its range and nothing else, and may be tried again.
 */
public interface BlockNode extends AutoCloseable {
    /** What this is for messages: a file's path. */
    String name();

    /** How many bytes it holds. */
    long size();

    boolean isReadOnly();

    /** Fills the buffers. */
    void read(long position, Buffers into) throws IOException;

    /** @throws IOException also if the node is read-only, as all calls that change it do */
    void write(long position, Buffers from) throws IOException;

    /** As a write of zeroes, without their cost where the node can; gives space back. */
    void writeZeroes(long position, long length) throws IOException;

    /** Says that nobody needs the content of a range any more: afterwards it reads as it did, or as zeroes. */
    void discard(long position, long length) throws IOException;

    /** Waits until all writes that have returned are on the medium. */
    void flush() throws IOException;

    /**
     * What lies at a position in this node alone. Successive extents may be of the same kind.
     *
     * @param length at most how far to look; positive
     * @return an extent of 1 to {@code length} bytes
     */
    Extent extent(long position, long length) throws IOException;

    /** The node whose content shows where this one answers {@link Extent.Kind#BACKING}; it may be shorter, zeroes follow it. */
    default Optional<BlockNode> backing() {
        return Optional.empty();
    }

    /** Makes it longer, with zeroes, or shorter. No other request may be under way. */
    void resize(long size) throws IOException;

    /** Writes out what is cached, and closes the nodes below. No request may be under way. Closing twice is harmless. */
    @Override
    void close() throws IOException;
}
