package org.vitrine.engine.chipset;

import org.vitrine.engine.device.RegisterMap;

/** The power management block, relative to PMBASE (document 316972, 13.8.3); the rest of it reads as zero. */
enum PmRegister implements RegisterMap.Register {
    PM1_STS(0x00, 2),
    PM1_EN(0x02, 2),
    PM1_CNT(0x04, 4),
    PM1_TMR(0x08, 4),
    GPE0_STS(0x20, 8),
    GPE0_EN(0x28, 8),
    SMI_EN(0x30, 4),
    SMI_STS(0x34, 4);

    /** Ports of the block. */
    static final int LENGTH = 0x80;

    private final int offset;
    private final int width;

    PmRegister(int offset, int width) {
        this.offset = offset;
        this.width = width;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int width() {
        return width;
    }
}
