package org.vitrine.engine.control;

import java.time.Duration;

/** Counts what goes on, so that a process that serves nobody any more can end. Any thread. */
final class Activity {
    private int count;
    private boolean ended;
    private boolean used;
    private long quietSince = System.nanoTime();

    synchronized void begins() {
        count++;
        used = true;
    }

    synchronized void ends() {
        count--;
        quietSince = System.nanoTime();
        notifyAll();
    }

    /** Has {@link #awaitQuiet} return at once. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Waits until nothing goes on any more, or until {@link #end}.
     *
     * @param first how long it may be until something goes on for the first time
     * @param between how long it may be afterwards
     */
    synchronized void awaitQuiet(Duration first, Duration between) throws InterruptedException {
        while (!ended) {
            long patience = (used ? between : first).toNanos();
            long left = count > 0 ? patience : quietSince + patience - System.nanoTime();
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000 + 1);
        }
    }
}
