package org.vitrine.display.scanout;

/** How long to wait before looking for changes again: a sixtieth of a second while the picture moves, longer the longer it stands still. */
final class Pace {
    static final long FASTEST_NANOS = 1_000_000_000L / 60;
    /** Still short enough that the first key after a pause seems to echo at once. */
    static final long SLOWEST_NANOS = 66_000_000;

    /** Looks without a change before it slows down: half a second. */
    private static final int PATIENCE = 30;

    private int still;
    private long pause = FASTEST_NANOS;

    /** @param moved whether the last look found a change */
    void note(boolean moved) {
        if (moved) {
            still = 0;
            pause = FASTEST_NANOS;
        } else if (++still > PATIENCE) {
            still = PATIENCE;
            pause = Math.min(SLOWEST_NANOS, pause + pause / 8);
        }
    }

    long pauseNanos() {
        return pause;
    }
}
