package org.vitrine.app.detect.disc;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Reads at places of a file, so often and so much and no more: whatever a disc says of itself, looking at it ends. For one thread.
 */
final class BoundedReader {
    /** Bytes of a sector of an optical disc, which is also the logical block of ISO 9660 and UDF on it. */
    static final int SECTOR = 2048;

    private static final long MOST_BYTES = 32L << 20;
    private static final int MOST_READS = 8192;

    private final FileChannel file;
    private long bytesLeft = MOST_BYTES;
    private int readsLeft = MOST_READS;

    BoundedReader(FileChannel file) {
        this.file = file;
    }

    long size() throws IOException {
        return file.size();
    }

    /**
     * @param position in bytes
     * @return exactly that many bytes, little-endian
     * @throws EOFException if the file ends before them, or nothing can lie at the position
     * @throws IOException if too much was read, or the host could not read
     */
    ByteBuffer read(long position, int length) throws IOException {
        if (position < 0 || length < 0 || position > file.size() - length) {
            throw new EOFException("the disc ends before byte " + position);
        }
        readsLeft--;
        bytesLeft -= length;
        if (readsLeft < 0 || bytesLeft < 0) {
            throw new IOException("the disc leads on and on");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("the disc ends before byte " + position);
            }
        }
        return buffer.flip();
    }

    /** @param number of the sector, as unsigned as the disc has it */
    ByteBuffer sector(long number) throws IOException {
        return read(number * SECTOR, SECTOR);
    }
}
