package org.vitrine.engine.chipset;

import org.vitrine.engine.device.VmClock;

/**
 * The ACPI power management timer (ACPI 6.5, 4.8.2.1): 24 bits at 3.579545 MHz, never stopped or set. It remembers since
 * when the change of its upper bit was last reported. The caller holds the lock of {@link PmBlock}.
 */
final class PmTimer {
    private static final long HERTZ = 3_579_545;
    private static final long SECOND = 1_000_000_000;
    private static final int BITS = 24;
    private static final int MASK = (1 << BITS) - 1;
    private static final int HALF = BITS - 1;

    private final VmClock clock;
    /** In ticks since power-on: when the upper bit changes the next time that is not reported yet. */
    private long nextChange;

    PmTimer(VmClock clock) {
        this.clock = clock;
        reset();
    }

    private long ticks() {
        long nanos = clock.nanos();
        return nanos / SECOND * HERTZ + nanos % SECOND * HERTZ / SECOND;
    }

    int value() {
        return (int) ticks() & MASK;
    }

    /** From here on only changes to come are reported. */
    void reset() {
        nextChange = changeAfter(ticks());
    }

    private static long changeAfter(long ticks) {
        return ((ticks >> HALF) + 1) << HALF;
    }

    /** Whether the upper bit changed since this was last asked. */
    boolean changed() {
        long now = ticks();
        if (now < nextChange) {
            return false;
        }
        nextChange = changeAfter(now);
        return true;
    }

    /** VM time in nanoseconds at which {@link #changed} becomes true. */
    long deadline() {
        return nextChange / HERTZ * SECOND + (nextChange % HERTZ * SECOND + HERTZ - 1) / HERTZ;
    }
}
