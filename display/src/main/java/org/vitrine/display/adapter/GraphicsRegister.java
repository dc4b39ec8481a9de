package org.vitrine.display.adapter;

/** Registers of the graphics controller, ports 3CE and 3CF. */
enum GraphicsRegister implements RegisterFile.Register {
    SET_RESET(0x0f),
    ENABLE_SET_RESET(0x0f),
    COLOR_COMPARE(0x0f),
    DATA_ROTATE(0x1f),
    READ_MAP_SELECT(0x03),
    MODE(0x7b),
    MISCELLANEOUS(0x0f),
    COLOR_DONT_CARE(0x0f),
    BIT_MASK(0xff);

    /** Of MODE: a read compares colours instead of answering a map. */
    static final int READ_MODE_1 = 0x08;
    /** Of MODE: even addresses reach even maps, odd ones odd maps. */
    static final int ODD_EVEN = 0x10;
    /** Of MODE: how maps become pixels, two bits from bit 5. */
    static final int SHIFT_REGISTER_SHIFT = 5;
    /** Of MISCELLANEOUS: graphics, not text. */
    static final int GRAPHICS_MODE = 0x01;

    private final int mask;

    GraphicsRegister(int mask) {
        this.mask = mask;
    }

    @Override
    public int mask() {
        return mask;
    }
}
