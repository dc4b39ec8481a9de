package org.vitrine.engine.chipset;

import org.vitrine.engine.device.RegisterMap;

/** The registers of an 8237A, one byte each (Intel 8237A data sheet, figures 6 and 7); on a PC they have pages beside them. */
enum DmaRegister implements RegisterMap.Register {
    /** Address and word count of channel 0, then of the others, each in two accesses. */
    CHANNELS(0, 8),
    /** Status to read, command to write. */
    COMMAND(8, 1),
    REQUEST(9, 1),
    CHANNEL_MASK(10, 1),
    MODE(11, 1),
    CLEAR_FLIP_FLOP(12, 1),
    MASTER_CLEAR(13, 1),
    CLEAR_MASK(14, 1),
    ALL_MASKS(15, 1);

    /** Bytes of registers. */
    static final int SIZE = 16;

    private final int offset;
    private final int count;

    DmaRegister(int offset, int count) {
        this.offset = offset;
        this.count = count;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int count() {
        return count;
    }
}
