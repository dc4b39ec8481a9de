package org.vitrine.display.adapter;

/** The I/O ports of a VGA, 3B0 to 3DF. */
enum VgaPort {
    CRTC_INDEX_MONO(0x3b4),
    CRTC_DATA_MONO(0x3b5),
    INPUT_STATUS_1_MONO(0x3ba),
    ATTRIBUTE(0x3c0),
    ATTRIBUTE_DATA_READ(0x3c1),
    MISCELLANEOUS_OUTPUT(0x3c2),
    SEQUENCER_INDEX(0x3c4),
    SEQUENCER_DATA(0x3c5),
    PEL_MASK(0x3c6),
    DAC_READ_INDEX(0x3c7),
    DAC_WRITE_INDEX(0x3c8),
    DAC_DATA(0x3c9),
    FEATURE_CONTROL_READ(0x3ca),
    MISCELLANEOUS_OUTPUT_READ(0x3cc),
    GRAPHICS_INDEX(0x3ce),
    GRAPHICS_DATA(0x3cf),
    CRTC_INDEX(0x3d4),
    CRTC_DATA(0x3d5),
    INPUT_STATUS_1(0x3da),
    /** Any other. */
    NONE(0);

    private static final int FIRST = 0x3b0;
    private static final VgaPort[] BY_PORT = new VgaPort[0x30];

    static {
        java.util.Arrays.fill(BY_PORT, NONE);
        for (VgaPort port : values()) {
            if (port != NONE) {
                BY_PORT[port.number - FIRST] = port;
            }
        }
    }

    private final int number;

    VgaPort(int number) {
        this.number = number;
    }

    static VgaPort of(int number) {
        int offset = number - FIRST;
        return offset >= 0 && offset < BY_PORT.length ? BY_PORT[offset] : NONE;
    }
}
