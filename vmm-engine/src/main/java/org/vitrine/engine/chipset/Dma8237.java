package org.vitrine.engine.chipset;

import java.util.Arrays;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/** The registers of one 8237A to which no device is connected: what is written can be read back, and nothing moves. */
final class Dma8237 implements RegisterMap.Handler<DmaRegister> {
    private static final int CHANNELS = 4;
    private static final int MASKS = 0x0f;
    private static final int MASK_SET = 0x04;

    /** Address and word count of each channel in turn, 16 bits each. */
    private final int[] channels = new int[2 * CHANNELS];

    private int mask = MASKS;
    /** Which byte of a 16-bit register comes next: false for the low one. */
    private boolean flipFlop;

    @Override
    public synchronized long read(DmaRegister register, int index) {
        return switch (register) {
            case CHANNELS -> channels[index] >> nextShift() & 0xff;
            case ALL_MASKS -> mask;
            default -> 0;
        };
    }

    @Override
    public synchronized void write(DmaRegister register, int index, long value, long driven) {
        switch (register) {
            case CHANNELS -> {
                int shift = nextShift();
                channels[index] = channels[index] & ~(0xff << shift) | (int) value << shift;
            }
            case CHANNEL_MASK -> {
                int bit = 1 << (value & (CHANNELS - 1));
                mask = (value & MASK_SET) != 0 ? mask | bit : mask & ~bit;
            }
            case ALL_MASKS -> mask = (int) value & MASKS;
            case CLEAR_MASK -> mask = 0;
            case CLEAR_FLIP_FLOP -> flipFlop = false;
            case MASTER_CLEAR -> {
                flipFlop = false;
                mask = MASKS;
            }
            // Without a device there is no transfer for them to govern, and they cannot be read.
            case COMMAND, REQUEST, MODE -> {}
        }
    }

    private int nextShift() {
        flipFlop = !flipFlop;
        return flipFlop ? 0 : 8;
    }

    synchronized void reset() {
        Arrays.fill(channels, 0);
        mask = MASKS;
        flipFlop = false;
    }

    synchronized void save(StateWriter out, String prefix) {
        out.put(prefix + "channels", channels);
        out.put(prefix + "mask", mask);
        out.put(prefix + "flipFlop", flipFlop);
    }

    synchronized void load(StateReader in, String prefix) throws StateException {
        in.getInts(prefix + "channels", channels);
        for (int i = 0; i < channels.length; i++) {
            channels[i] &= 0xffff;
        }
        mask = in.getInt(prefix + "mask", 0, MASKS);
        flipFlop = in.getBoolean(prefix + "flipFlop");
    }
}
