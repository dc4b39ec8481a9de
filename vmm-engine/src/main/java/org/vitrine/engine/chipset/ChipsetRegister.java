package org.vitrine.engine.chipset;

import org.vitrine.engine.device.RegisterMap;

/** Chipset configuration registers, relative to RCBA (document 316972, 10.1); those that are not here read as zero. */
enum ChipsetRegister implements RegisterMap.Register {
    /** Device 31 interrupt route: a nibble for each pin, 0 for PIRQA to 7 for PIRQH. The others likewise. */
    D31IR(0x3140, 31),
    D30IR(0x3142, 30),
    D29IR(0x3144, 29),
    D28IR(0x3146, 28),
    D27IR(0x3148, 27),
    D26IR(0x314c, 26),
    D25IR(0x3150, 25),
    /** High precision timer configuration: bit 7 enables it, bits 1:0 choose among four addresses. */
    HPTC(0x3404, 0),
    /** General control and status; bit 5 says that the board's TCO watchdog cannot reboot. */
    GCS(0x3410, 0);

    /** Bytes of the block. */
    static final int LENGTH = 0x4000;

    private final int offset;
    private final int device;

    ChipsetRegister(int offset, int device) {
        this.offset = offset;
        this.device = device;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int width() {
        return device == 0 ? 4 : 2;
    }

    /** The device whose interrupts are routed, or 0. */
    int device() {
        return device;
    }
}
