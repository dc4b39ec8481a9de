package org.vitrine.display.scanout;

/**
 * The phase of what blinks.
 *
 * @param cursor whether the cursor is shown
 * @param text how characters with the blink attribute are drawn
 */
public record Blink(boolean cursor, Text text) {
    /** How long the cursor is on or off: 16 frames of 70 Hz. Text blinks half as fast. */
    public static final long CURSOR_NANOS = 16 * 1_000_000_000L / 70;

    /**
     * A still picture: everything shown, and since nothing can blink in it, blinking characters on a bright background
     * instead. This is how QEMU draws them at all times.
     */
    public static final Blink STILL = new Blink(true, Text.BRIGHT_BACKGROUND);

    private static final Blink[] PHASES = {
        new Blink(true, Text.SHOWN),
        new Blink(false, Text.SHOWN),
        new Blink(true, Text.HIDDEN),
        new Blink(false, Text.HIDDEN)
    };

    /** How characters with the blink attribute are drawn. */
    public enum Text {
        SHOWN,
        HIDDEN,
        BRIGHT_BACKGROUND
    }

    /** The phase at a moment of VM time. Allocates nothing. */
    public static Blink at(long nanos) {
        return PHASES[(int) (nanos / CURSOR_NANOS & 3)];
    }

    /** Nanoseconds from a moment of VM time to the next change of phase. */
    public static long untilNext(long nanos) {
        return CURSOR_NANOS - nanos % CURSOR_NANOS;
    }
}
