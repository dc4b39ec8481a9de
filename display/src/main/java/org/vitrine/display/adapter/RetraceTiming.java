package org.vitrine.display.adapter;

/**
 * Where the electron beam would be: input status register 1, from the VM's clock and the CRT controller's timing. Retrace
 * is said to last until the frame's end, since a guest that polls through a VM exit would miss its two lines.
 */
final class RetraceTiming {
    private static final int DISPLAY_DISABLED = 0x01;
    private static final int VERTICAL_RETRACE = 0x08;

    private static final long NANOS = 1_000_000_000L;
    /** Of the miscellaneous output register: the 28 MHz clock. */
    private static final int CLOCK_28_MHZ = 0x04;

    private static final long SLOW_HERTZ = 25_175_000;
    private static final long FAST_HERTZ = 28_322_000;

    /** The timing of mode 3, for registers that make no picture. */
    private static final long DEFAULT_LINE_NANOS = 31_778;

    private static final int DEFAULT_LINES = 449;
    private static final int DEFAULT_RETRACE = 412;
    private static final int DEFAULT_DISPLAYED = 400;
    private static final int MIN_LINES = 100;
    private static final long MIN_LINE_NANOS = 2_000;
    private static final long MAX_LINE_NANOS = 200_000;

    private RetraceTiming() {}

    static int inputStatus1(
            RegisterFile<CrtcRegister> crtc, RegisterFile<SequencerRegister> sequencer, int miscellaneous, long nanos) {
        int overflow = crtc.get(CrtcRegister.OVERFLOW);
        int lines = crtc.get(CrtcRegister.VERTICAL_TOTAL) + bit(overflow, 0, 8) + bit(overflow, 5, 9) + 2;
        int retrace = crtc.get(CrtcRegister.VERTICAL_RETRACE_START) + bit(overflow, 2, 8) + bit(overflow, 7, 9);
        int displayed = crtc.get(CrtcRegister.VERTICAL_DISPLAY_END) + bit(overflow, 1, 8) + bit(overflow, 6, 9) + 1;
        int characters = crtc.get(CrtcRegister.HORIZONTAL_TOTAL) + 5;
        int shown = crtc.get(CrtcRegister.HORIZONTAL_DISPLAY_END) + 1;
        long hertz = (miscellaneous & CLOCK_28_MHZ) != 0 ? FAST_HERTZ : SLOW_HERTZ;
        int dots = sequencer.bit(SequencerRegister.CLOCKING_MODE, SequencerRegister.EIGHT_DOTS) ? 8 : 9;
        if (sequencer.bit(SequencerRegister.CLOCKING_MODE, SequencerRegister.HALF_DOT_CLOCK)) {
            dots *= 2;
        }
        long lineNanos = (long) characters * dots * NANOS / hertz;
        if (lines < MIN_LINES
                || retrace >= lines
                || displayed > retrace
                || shown > characters
                || lineNanos < MIN_LINE_NANOS
                || lineNanos > MAX_LINE_NANOS) {
            lines = DEFAULT_LINES;
            retrace = DEFAULT_RETRACE;
            displayed = DEFAULT_DISPLAYED;
            lineNanos = DEFAULT_LINE_NANOS;
            characters = 100;
            shown = 80;
        }
        long line = nanos / lineNanos % lines;
        if (line >= retrace) {
            return VERTICAL_RETRACE | DISPLAY_DISABLED;
        }
        boolean beyondRow = nanos % lineNanos * characters >= shown * lineNanos;
        return line >= displayed || beyondRow ? DISPLAY_DISABLED : 0;
    }

    private static int bit(int value, int from, int to) {
        return (value >>> from & 1) << to;
    }
}
