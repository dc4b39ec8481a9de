package org.vitrine.app.detect.disc;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the descriptors of UDF have in common. */
final class UdfBlock {
    static final int ANCHOR = 2;
    static final int PARTITION = 5;
    static final int LOGICAL_VOLUME = 6;
    static final int TERMINATING = 8;
    static final int FILE_SET = 256;
    static final int FILE_IDENTIFIER = 257;
    static final int ALLOCATION_EXTENT = 258;
    static final int FILE_ENTRY = 261;
    static final int EXTENDED_FILE_ENTRY = 266;

    private static final int TAG = 16;
    private static final int CHECKSUM = 4;

    private UdfBlock() {}

    /** The tag's identifier (ECMA-167, part 3, 7.2 and part 4, 7.2); -1 if its checksum is wrong or there is no room for one. */
    static int tag(ByteBuffer block, int at) {
        if (at < 0 || at + TAG > block.limit()) {
            return -1;
        }
        int sum = 0;
        for (int i = 0; i < TAG; i++) {
            sum += i == CHECKSUM ? 0 : block.get(at + i);
        }
        return (byte) sum == block.get(at + CHECKSUM) ? Short.toUnsignedInt(block.getShort(at)) : -1;
    }

    /** Characters compressed by OSTA (UDF 2.60, 2.1.1): a byte 8 or 16, then characters of that many bits. */
    static String characters(ByteBuffer compressed) {
        if (!compressed.hasRemaining()) {
            return "";
        }
        Charset charset = compressed.get(0) == 16 ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1;
        return charset.decode(compressed.slice(1, compressed.limit() - 1)).toString();
    }

    /** A field of fixed length whose last byte is the length of what is used (UDF 2.60, 2.1.3). */
    static String dstring(ByteBuffer block, int at, int length) {
        int used = Math.min(Byte.toUnsignedInt(block.get(at + length - 1)), length - 1);
        return characters(block.slice(at, used)).strip();
    }
}
