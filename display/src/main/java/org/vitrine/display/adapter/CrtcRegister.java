package org.vitrine.display.adapter;

/** Registers of the CRT controller, ports 3D4 and 3D5 (3B4 and 3B5 in monochrome). */
enum CrtcRegister implements RegisterFile.Register {
    HORIZONTAL_TOTAL,
    HORIZONTAL_DISPLAY_END,
    START_HORIZONTAL_BLANKING,
    END_HORIZONTAL_BLANKING,
    START_HORIZONTAL_RETRACE,
    END_HORIZONTAL_RETRACE,
    VERTICAL_TOTAL,
    OVERFLOW,
    PRESET_ROW_SCAN,
    MAXIMUM_SCAN_LINE,
    CURSOR_START,
    CURSOR_END,
    START_ADDRESS_HIGH,
    START_ADDRESS_LOW,
    CURSOR_LOCATION_HIGH,
    CURSOR_LOCATION_LOW,
    VERTICAL_RETRACE_START,
    VERTICAL_RETRACE_END,
    VERTICAL_DISPLAY_END,
    OFFSET,
    UNDERLINE_LOCATION,
    START_VERTICAL_BLANKING,
    END_VERTICAL_BLANKING,
    MODE_CONTROL,
    LINE_COMPARE;

    /** Of VERTICAL_RETRACE_END: the registers up to OVERFLOW cannot be written. */
    static final int PROTECT = 0x80;
    /** Of OVERFLOW: bit 8 of LINE_COMPARE, which PROTECT spares. */
    static final int OVERFLOW_LINE_COMPARE = 0x10;
    /** Of CURSOR_START: no cursor. */
    static final int CURSOR_OFF = 0x20;
    /** Of MAXIMUM_SCAN_LINE: every line twice. */
    static final int DOUBLE_SCAN = 0x80;
    /** Of MODE_CONTROL: address bit 13 is not replaced by the row scan counter's bit 0. */
    static final int NO_CGA_ROWS = 0x01;
    /** Of MODE_CONTROL: address bit 14 is not replaced by the row scan counter's bit 1. */
    static final int NO_HERCULES_ROWS = 0x02;

    @Override
    public int mask() {
        return 0xff;
    }
}
