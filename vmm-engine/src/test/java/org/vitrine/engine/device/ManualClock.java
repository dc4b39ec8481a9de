package org.vitrine.engine.device;

import java.util.ArrayList;
import java.util.List;

/**
 * A VM clock that moves only when the test says so. Timers expire inside {@link #advance}, in the order of their
 * deadlines (those of equal deadlines in the order in which they were made), with the clock standing at the deadline.
 */
public final class ManualClock implements VmClock {
    private static final int ENDLESS = 1_000_000;

    private final List<ManualTimer> timers = new ArrayList<>();
    private long now;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized Timer timer(String name, Runnable onExpiry) {
        ManualTimer timer = new ManualTimer(name, onExpiry);
        timers.add(timer);
        return timer;
    }

    /** Moves the clock without any timer expiring, as the machine does before it loads a saved state. */
    public synchronized void set(long nanos) {
        now = nanos;
    }

    /** Lets time pass, expiring what falls due on the way. */
    public void advance(long nanos) {
        long end;
        synchronized (this) {
            end = now + nanos;
        }
        for (int expiries = 0; ; expiries++) {
            ManualTimer due;
            synchronized (this) {
                due = earliest();
                if (due == null || due.deadline > end) {
                    now = end;
                    return;
                }
                now = Math.max(now, due.deadline);
                due.armed = false;
            }
            if (expiries == ENDLESS) {
                throw new AssertionError("timer " + due.name + " expires without end");
            }
            due.onExpiry.run();
        }
    }

    /** Expires what is due already. */
    public void runDue() {
        advance(0);
    }

    /** The deadline that comes next, or {@link Long#MAX_VALUE} if no timer is armed. */
    public synchronized long nextDeadline() {
        ManualTimer earliest = earliest();
        return earliest == null ? Long.MAX_VALUE : earliest.deadline;
    }

    private ManualTimer earliest() {
        ManualTimer earliest = null;
        for (ManualTimer timer : timers) {
            if (timer.armed && (earliest == null || timer.deadline < earliest.deadline)) {
                earliest = timer;
            }
        }
        return earliest;
    }

    private final class ManualTimer implements Timer {
        private final String name;
        private final Runnable onExpiry;
        private boolean armed;
        private long deadline;

        private ManualTimer(String name, Runnable onExpiry) {
            this.name = name;
            this.onExpiry = onExpiry;
        }

        @Override
        public void arm(long deadlineNanos) {
            synchronized (ManualClock.this) {
                armed = true;
                deadline = deadlineNanos;
            }
        }

        @Override
        public void cancel() {
            synchronized (ManualClock.this) {
                armed = false;
            }
        }
    }
}
