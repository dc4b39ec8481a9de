package org.vitrine.engine.chipset;

/**
 * The 32,768 Hz divider chain of a real-time clock, in VM time (MC146818A, "Time-base divider"). Before its start it stands
 * at 0.
 */
final class DividerChain {
    private static final long SECOND = 1_000_000_000L;
    private static final int BITS = 15;
    private static final long CYCLES = 1 << BITS;

    private long start;

    long start() {
        return start;
    }

    /** @param nanos VM time at which a second begins */
    void startAt(long nanos) {
        start = nanos;
    }

    /** Lets the chain count from the beginning of the second in which it is, so that its phase stays. */
    void skipWholeSeconds(long now) {
        start += secondsAt(now) * SECOND;
    }

    long cyclesAt(long nanos) {
        long passed = Math.max(0, nanos - start);
        return (passed / SECOND << BITS) + ((passed % SECOND << BITS) / SECOND);
    }

    long secondsAt(long nanos) {
        return cyclesAt(nanos) >> BITS;
    }

    /** From 1 to 32,768. */
    long cyclesToNextSecond(long nanos) {
        return CYCLES - (cyclesAt(nanos) & (CYCLES - 1));
    }

    /** When a cycle begins, rounded up. */
    long nanosOfCycle(long cycle) {
        long rest = cycle & (CYCLES - 1);
        return start + (cycle >> BITS) * SECOND + (rest * SECOND + CYCLES - 1 >> BITS);
    }

    /** When a second begins. */
    long nanosOfSecond(long second) {
        return start + second * SECOND;
    }
}
