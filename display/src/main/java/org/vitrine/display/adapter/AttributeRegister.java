package org.vitrine.display.adapter;

/** Registers of the attribute controller, port 3C0; the first sixteen are its palette. */
enum AttributeRegister implements RegisterFile.Register {
    PALETTE_0(0x3f),
    PALETTE_1(0x3f),
    PALETTE_2(0x3f),
    PALETTE_3(0x3f),
    PALETTE_4(0x3f),
    PALETTE_5(0x3f),
    PALETTE_6(0x3f),
    PALETTE_7(0x3f),
    PALETTE_8(0x3f),
    PALETTE_9(0x3f),
    PALETTE_10(0x3f),
    PALETTE_11(0x3f),
    PALETTE_12(0x3f),
    PALETTE_13(0x3f),
    PALETTE_14(0x3f),
    PALETTE_15(0x3f),
    MODE_CONTROL(0xef),
    OVERSCAN_COLOR(0xff),
    COLOR_PLANE_ENABLE(0x3f),
    HORIZONTAL_PEL_PANNING(0x0f),
    COLOR_SELECT(0x0f);

    /** Of MODE_CONTROL: monochrome, whose attributes underline. */
    static final int MONOCHROME = 0x02;
    /** Of MODE_CONTROL: the ninth dot of line-drawing characters repeats the eighth. */
    static final int LINE_GRAPHICS = 0x04;
    /** Of MODE_CONTROL: attribute bit 7 blinks. */
    static final int BLINK = 0x08;
    /** Of MODE_CONTROL: palette bits 5 and 4 come from COLOR_SELECT. */
    static final int COLOR_SELECT_5_4 = 0x80;
    /** Of the index: the palette is the display's, not the CPU's. */
    static final int PALETTE_ADDRESS_SOURCE = 0x20;

    private final int mask;

    AttributeRegister(int mask) {
        this.mask = mask;
    }

    @Override
    public int mask() {
        return mask;
    }
}
