package org.vitrine.testbed.app;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions. */
final class Await {
    /** Long enough for a guest's firmware on a slow and busy host. */
    static final Duration BOOT = Duration.ofMinutes(3);

    /** Long enough for a window on a slow and busy host. */
    static final Duration WINDOW = Duration.ofSeconds(Integer.getInteger("w", 60));

    private static final long POLL_MILLIS = 50;

    private Await() {}

    /** Waits until a condition holds. @throws AssertionError if it does not in that time, saying what it waited for */
    static void until(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                // What the screen shows says more than any sentence.
                Application.keep("failed");
                throw new AssertionError("Not in %d s: %s".formatted(atMost.toSeconds(), what));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Waits until a condition holds, but no longer than that. */
    static void settle(Duration atMost, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call() && System.nanoTime() - end < 0) {
            Thread.sleep(2);
        }
    }

    /** Waits until an action no longer fails. @throws AssertionError its last failure */
    static void passes(Duration atMost, Attempt attempt) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                attempt.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - end > 0) {
                    Application.keep("failed");
                    throw e;
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Assertions. */
    @FunctionalInterface
    interface Attempt {
        void run() throws Exception;
    }
}
