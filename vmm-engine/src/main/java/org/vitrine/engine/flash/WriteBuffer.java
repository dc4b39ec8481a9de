package org.vitrine.engine.flash;

import java.util.Arrays;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/** The buffer of a buffered program command: filled by the cycles that follow the command and a count, programmed at its confirmation. */
final class WriteBuffer {
    /** Logarithm of the buffer's size in bytes. */
    static final int BITS = 5;

    static final int SIZE = 1 << BITS;
    private static final int ERASED = 0xff;

    private final byte[] bytes = new byte[SIZE];
    private int expected;
    private int taken;
    private long start;

    WriteBuffer() {
        clear();
    }

    void clear() {
        Arrays.fill(bytes, (byte) ERASED);
        expected = 0;
        taken = 0;
        start = 0;
    }

    /** Expects so many bytes. @return false if they are more than there is room for */
    boolean expect(int count) {
        clear();
        if (count < 1 || count > SIZE) {
            return false;
        }
        expected = count;
        return true;
    }

    /**
     * Takes a byte.
     *
     * @param offset in the device; the first one's is where programming starts
     * @return false if it lies before the first one, too far behind it, or is one too many
     */
    boolean put(long offset, int value) {
        if (taken == 0) {
            start = offset;
        }
        if (taken == expected || offset < start || offset - start >= expected) {
            return false;
        }
        bytes[(int) (offset - start)] = (byte) value;
        taken++;
        return true;
    }

    boolean isFull() {
        return taken == expected;
    }

    /** Offset in the device of the first byte. */
    long start() {
        return start;
    }

    int length() {
        return expected;
    }

    int at(int index) {
        return bytes[index] & 0xff;
    }

    void save(StateWriter out) {
        out.put("bufferBytes", bytes);
        out.put("bufferExpected", expected);
        out.put("bufferTaken", taken);
        out.put("bufferStart", start);
    }

    /** @param deviceSize bytes of the device */
    void load(StateReader in, long deviceSize) throws StateException {
        byte[] savedBytes = in.getExactBytes("bufferBytes", SIZE);
        int savedExpected = in.getInt("bufferExpected", 0, SIZE);
        int savedTaken = in.getInt("bufferTaken", 0, savedExpected);
        long savedStart = in.getLong("bufferStart", 0, deviceSize - 1);
        System.arraycopy(savedBytes, 0, bytes, 0, SIZE);
        expected = savedExpected;
        taken = savedTaken;
        start = savedStart;
    }
}
