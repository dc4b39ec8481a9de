package org.vitrine.engine.thread;

import java.util.function.BooleanSupplier;

/** Waits that must come to their end, since memory is unmapped or a state saved after them. An interrupt does not end them; the thread has it again afterwards. */
public final class Uninterruptible {
    private Uninterruptible() {}

    /** Waits until a thread has ended; not at all for one that was never started. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    /** Waits until something holds. @param monitor is the caller's at the call, and is notified when it may have come to hold */
    public static void await(Object monitor, BooleanSupplier holds) {
        boolean interrupted = false;
        while (!holds.getAsBoolean()) {
            try {
                monitor.wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        restore(interrupted);
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
