package org.vitrine.display.adapter;

/** Registers of Bochs VBE, 16 bits each, behind ports 1CE (index) and 1CF (data) and in the MMIO BAR. */
enum VbeRegister {
    ID,
    XRES,
    YRES,
    BPP,
    ENABLE,
    BANK,
    VIRT_WIDTH,
    VIRT_HEIGHT,
    X_OFFSET,
    Y_OFFSET,
    VIDEO_MEMORY_64K;

    /** Of ENABLE: the mode is on. */
    static final int ENABLED = 0x01;
    /** Of ENABLE: XRES, YRES and BPP read as their maxima. */
    static final int GET_CAPS = 0x02;
    /** Of ENABLE: palette components have 8 bits. */
    static final int DAC_8_BIT = 0x20;
    /** Of ENABLE: enabling leaves the memory as it is. */
    static final int NO_CLEAR = 0x80;

    private static final VbeRegister[] ALL = values();

    static final int COUNT = ALL.length;

    /** The register at an index that exists. */
    static VbeRegister at(int index) {
        return ALL[index];
    }
}
