package org.vitrine.engine.device;

/**
 * The one clock under all timers of a machine: nanoseconds since the machine was powered on, not counting the time
 * during which it was paused. Monotonic. Any thread.
 */
public interface VmClock {
    /** Nanoseconds of VM time. */
    long nanos();

    /**
     * Makes a timer, disarmed.
     *
     * @param name for logs
     * @param onExpiry called on the timer thread of the machine, without any lock held, and never while the machine is paused
     */
    Timer timer(String name, Runnable onExpiry);

    /** One deadline in VM time. Any thread; arming and cancelling allocate nothing. */
    interface Timer {
        /** (Re)arms the timer; a deadline in the past expires at once. */
        void arm(long deadlineNanos);

        /** Disarms the timer. An expiry that is already under way may still be delivered. */
        void cancel();
    }
}
