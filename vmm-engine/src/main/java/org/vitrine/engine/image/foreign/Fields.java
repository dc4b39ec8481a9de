package org.vitrine.engine.image.foreign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

/** Reads structures of a file of which nothing is trusted. */
final class Fields {
    /** A disk of 2 TiB in blocks of 512 KiB, the largest of its kind, has a table of that size; what claims more is hostile. */
    private static final long MOST_BYTES = 16 << 20;

    private Fields() {}

    /** @throws ImageException if the range does not lie in the file */
    static ByteBuffer read(BlockNode file, String what, long position, long length, ByteOrder order)
            throws ImageException, IOException {
        if (length > MOST_BYTES) {
            throw damaged(file, "its %s would have %,d bytes".formatted(what, length));
        }
        if (position < 0 || length < 0 || position > file.size() - length) {
            throw damaged(file, "its " + what + " does not lie in the file (is it cut short?)");
        }
        byte[] bytes = new byte[(int) length];
        file.read(position, Buffers.of(bytes));
        return ByteBuffer.wrap(bytes).order(order);
    }

    /** @param place of a block's first byte, or {@link BlockMapImage#NOWHERE} @throws ImageException if it does not lie in the file */
    static void checkBlock(BlockNode file, long block, long place, long length) throws ImageException {
        if (place != BlockMapImage.NOWHERE && (place < 0 || place > file.size() - length)) {
            throw damaged(file, "block %,d of its disk lies outside the file (is it cut short?)".formatted(block));
        }
    }

    static ImageException damaged(BlockNode file, String why) {
        return new ImageException(file.name() + " is damaged: " + why + "; copy it again.");
    }

    /** Bytes of the host that a file takes. */
    static long allocated(BlockNode file) throws IOException {
        long bytes = 0;
        for (long at = 0; at < file.size(); ) {
            Extent extent = file.extent(at, file.size() - at);
            bytes += extent.kind() == Extent.Kind.DATA ? extent.length() : 0;
            at += extent.length();
        }
        return bytes;
    }

    static void checkSize(BlockNode file, long size) throws ImageException {
        if (size <= 0 || size % 512 != 0) {
            throw damaged(
                    file,
                    "its disk has %s bytes, which is not a positive multiple of 512"
                            .formatted(Long.toUnsignedString(size)));
        }
    }
}
