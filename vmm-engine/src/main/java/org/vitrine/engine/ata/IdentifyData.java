package org.vitrine.engine.ata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The 256 words that IDENTIFY (PACKET) DEVICE answers (ATA8-ACS, 7.16 and 7.17). */
final class IdentifyData {
    /** Length in bytes. */
    static final int BYTES = 512;

    private static final int CHECKSUM_MARK = 0xa5;

    private final ByteBuffer data = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /** Sets a word; those that are not set are zero. */
    void word(int word, int value) {
        data.putShort(2 * word, (short) value);
    }

    /** Sets two words, the lower half first. */
    void twoWords(int word, int value) {
        data.putInt(2 * word, value);
    }

    /** Sets four words, the lowest first. */
    void fourWords(int word, long value) {
        data.putLong(2 * word, value);
    }

    /** Sets a text: the two characters of each word swapped, filled up with spaces. */
    void text(int word, int length, String text) {
        for (int i = 0; i < length; i++) {
            char character = i < text.length() ? text.charAt(i) : ' ';
            data.put(2 * word + (i ^ 1), (byte) (character > ' ' && character < 0x7f ? character : ' '));
        }
    }

    /** All of it, with word 255: a mark, and what makes the sum of all bytes zero. */
    byte[] withChecksum() {
        data.put(BYTES - 2, (byte) CHECKSUM_MARK);
        return summedUp(data.array());
    }

    /** Makes the last byte what makes the sum of all bytes zero. */
    static byte[] summedUp(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length - 1; i++) {
            sum += bytes[i];
        }
        bytes[bytes.length - 1] = (byte) -sum;
        return bytes;
    }
}
