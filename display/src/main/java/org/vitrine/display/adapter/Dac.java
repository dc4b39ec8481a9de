package org.vitrine.display.adapter;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The palette's digital-to-analogue converter: 256 colours of three components, red first, of 6 bits, or 8 if the guest
 * asks Bochs VBE for it. Guarded by the adapter's lock.
 */
final class Dac {
    static final int COLORS = 256;

    private static final int READING = 3;
    private static final int WRITING = 0;

    private final byte[] components = new byte[COLORS * 3];
    /** The components of the colour being written; they take effect with the third. */
    private final byte[] pending = new byte[3];

    private int pelMask = 0xff;
    private int readIndex;
    private int writeIndex;
    private int component;
    private int state;

    int readState() {
        return state;
    }

    int readPelMask() {
        return pelMask;
    }

    void writePelMask(int value) {
        pelMask = value;
    }

    int readWriteIndex() {
        return writeIndex;
    }

    void writeReadIndex(int value) {
        readIndex = value;
        component = 0;
        state = READING;
    }

    void writeWriteIndex(int value) {
        writeIndex = value;
        component = 0;
        state = WRITING;
    }

    int readData() {
        int value = components[readIndex * 3 + component] & 0xff;
        if (++component == 3) {
            component = 0;
            readIndex = (readIndex + 1) & 0xff;
        }
        return value;
    }

    /** Writes one component; answers whether it completed a colour. */
    boolean writeData(int value) {
        pending[component] = (byte) value;
        if (++component < 3) {
            return false;
        }
        System.arraycopy(pending, 0, components, writeIndex * 3, 3);
        component = 0;
        writeIndex = (writeIndex + 1) & 0xff;
        return true;
    }

    /**
     * The colour that a pixel value has on the screen, as 0x00RRGGBB.
     *
     * @param eightBits whether components have 8 bits
     */
    int color(int pixel, boolean eightBits) {
        int at = (pixel & pelMask) * 3;
        return expand(components[at], eightBits) << 16
                | expand(components[at + 1], eightBits) << 8
                | expand(components[at + 2], eightBits);
    }

    /** Six bits become eight by repeating the lowest, as QEMU does. */
    private static int expand(int component, boolean eightBits) {
        if (eightBits) {
            return component & 0xff;
        }
        int low = component & 1;
        return (component & 0x3f) << 2 | low << 1 | low;
    }

    void reset() {
        java.util.Arrays.fill(components, (byte) 0);
        java.util.Arrays.fill(pending, (byte) 0);
        pelMask = 0xff;
        readIndex = 0;
        writeIndex = 0;
        component = 0;
        state = WRITING;
    }

    void save(StateWriter out) {
        out.put("dac", components);
        out.put("dac.pending", pending);
        out.put("dac.pel-mask", pelMask);
        out.put("dac.read-index", readIndex);
        out.put("dac.write-index", writeIndex);
        out.put("dac.component", component);
        out.put("dac.state", state);
    }

    void load(StateReader in) throws StateException {
        in.getBytes("dac", components);
        in.getBytes("dac.pending", pending);
        pelMask = in.getInt("dac.pel-mask", 0, 0xff);
        readIndex = in.getInt("dac.read-index", 0, 0xff);
        writeIndex = in.getInt("dac.write-index", 0, 0xff);
        component = in.getInt("dac.component", 0, 2);
        state = in.getInt("dac.state", 0, 3);
    }
}
