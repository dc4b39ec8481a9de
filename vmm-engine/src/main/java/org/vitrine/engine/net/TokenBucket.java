package org.vitrine.engine.net;

import java.util.function.LongSupplier;

/** How much of a bandwidth is left: it fills up with time to a tenth of a second's worth, and what is sent empties it, below zero too. One thread at a time. */
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;
    private static final int BURSTS_A_SECOND = 10;

    private final LongSupplier clock;
    private final long bytesPerSecond;
    private double tokens;
    private long last;

    /** @param kilobits 1000 bits, a second @param clock nanoseconds */
    TokenBucket(int kilobits, LongSupplier clock) {
        this.bytesPerSecond = kilobits * 1000L / Byte.SIZE;
        this.clock = clock;
        this.last = clock.getAsLong();
        this.tokens = burst();
    }

    private double burst() {
        return Math.max(FrameBuffer.HEADER, bytesPerSecond / (double) BURSTS_A_SECOND);
    }

    /** Nanoseconds until something may be sent; 0 for now. */
    long delay() {
        long now = clock.getAsLong();
        tokens = Math.min(burst(), tokens + (now - last) * (double) bytesPerSecond / SECOND);
        last = now;
        return tokens > 0 ? 0 : 1 + (long) (-tokens * SECOND / bytesPerSecond);
    }

    void take(int bytes) {
        tokens -= bytes;
    }
}
