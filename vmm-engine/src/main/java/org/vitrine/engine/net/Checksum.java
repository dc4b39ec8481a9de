package org.vitrine.engine.net;

/** The Internet checksum (RFC 1071): ones' complement sums of 16-bit words in network order. */
public final class Checksum {
    private Checksum() {}

    /** Adds the bytes from an offset to a sum; an odd last byte counts as if a zero followed. */
    public static long add(long sum, FrameBuffer frame, int from, int length) {
        int words = length / Long.BYTES;
        // The sum of words in the other order is the sum in the other order (RFC 1071, 2).
        long total = sum + (Short.reverseBytes((short) fold(frame.sum(from, words))) & 0xffff);
        int at = from + words * Long.BYTES;
        int end = from + length;
        for (; at + 2 <= end; at += 2) {
            total += frame.shortAt(at);
        }
        return at < end ? total + ((long) frame.byteAt(at) << 8) : total;
    }

    /** A sum as 16 bits, not complemented. */
    public static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }

    /** What a field of a packet holds: the complement of the sum. */
    public static int of(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** Writes the checksum that a frame asks for, if it asks. @return false if that would lie outside the frame */
    public static boolean complete(FrameBuffer frame) {
        if ((frame.flags() & FrameBuffer.NEEDS_CHECKSUM) == 0) {
            return true;
        }
        int start = frame.checksumStart();
        int field = start + frame.checksumOffset();
        if (start > frame.length() || field + 2 > frame.length()) {
            return false;
        }
        int sum = of(add(0, frame, start, frame.length() - start));
        // UDP has no zero: it would say that there is no checksum (RFC 768); to TCP both are alike.
        frame.shortAt(field, sum == 0 ? 0xffff : sum);
        return true;
    }
}
