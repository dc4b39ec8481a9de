package org.vitrine.display.adapter;

/** Registers of the sequencer, ports 3C4 and 3C5. */
enum SequencerRegister implements RegisterFile.Register {
    RESET(0x03),
    CLOCKING_MODE(0x3d),
    MAP_MASK(0x0f),
    CHARACTER_MAP_SELECT(0x3f),
    MEMORY_MODE(0x0e);

    /** Of CLOCKING_MODE: characters are 8 dots wide, not 9. */
    static final int EIGHT_DOTS = 0x01;
    /** Of CLOCKING_MODE: the dot clock is halved. */
    static final int HALF_DOT_CLOCK = 0x08;
    /** Of CLOCKING_MODE: the screen is off. */
    static final int SCREEN_OFF = 0x20;
    /** Of MEMORY_MODE: the two low address bits select the map. */
    static final int CHAIN_4 = 0x08;

    private final int mask;

    SequencerRegister(int mask) {
        this.mask = mask;
    }

    @Override
    public int mask() {
        return mask;
    }
}
