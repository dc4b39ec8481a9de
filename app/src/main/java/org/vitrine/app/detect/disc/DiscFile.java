package org.vitrine.app.detect.disc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A file or directory of a disc, as the pieces that it lies in. */
final class DiscFile {
    /**
     * @param position in the image, in bytes
     * @param length in bytes, not negative
     */
    record Extent(long position, long length) {}

    private final BoundedReader reader;
    private final List<Extent> extents;
    private final boolean directory;
    private final long size;

    DiscFile(BoundedReader reader, List<Extent> extents, boolean directory) {
        this.reader = reader;
        this.extents = List.copyOf(extents);
        this.directory = directory;
        long sum = 0;
        for (Extent extent : extents) {
            sum = Math.addExact(sum, extent.length());
        }
        size = sum;
    }

    boolean isDirectory() {
        return directory;
    }

    long size() {
        return size;
    }

    /**
     * @return up to that many bytes, fewer at the end of the file
     * @throws IOException if the disc ends before the file does
     */
    ByteBuffer read(long offset, int most) throws IOException {
        int length = Math.clamp(size - offset, 0, most);
        ByteBuffer whole = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        long start = 0;
        for (Extent extent : extents) {
            long within = offset + whole.position() - start;
            if (whole.hasRemaining() && within >= 0 && within < extent.length()) {
                int part = (int) Math.min(whole.remaining(), extent.length() - within);
                whole.put(reader.read(extent.position() + within, part));
            }
            start += extent.length();
        }
        return whole.flip();
    }

    ByteBuffer head(int most) throws IOException {
        return read(0, most);
    }
}
