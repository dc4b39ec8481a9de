package org.vitrine.engine.device;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * The VM clock of a running machine, over {@link System#nanoTime}: one thread serves all timers. Made paused, at 0.
 *
 * <p>Armed timers stand in a binary heap whose array grows when a timer is made, so arming and cancelling only move
 * references. The resolution is that of the host's timer slack, some 50 µs.
 */
public final class MachineClock implements VmClock, AutoCloseable {
    /** Running: {@code value} is what to take from nanoTime. Paused: {@code value} is the VM time. */
    private record Epoch(boolean running, long value) {}

    private final Logger log;
    private final Thread thread;
    private volatile Epoch epoch = new Epoch(false, 0);

    private ClockTimer[] heap = new ClockTimer[16];
    private int armed;
    private int made;
    private @Nullable ClockTimer expiring;
    private boolean started;
    private boolean closed;

    /** @param log gets what a timer's callback throws */
    public MachineClock(Logger log) {
        this.log = log;
        thread = Thread.ofPlatform().name("vm-timers").daemon().unstarted(this::serve);
    }

    @Override
    public long nanos() {
        Epoch now = epoch;
        return now.running ? System.nanoTime() - now.value : now.value;
    }

    /** Lets VM time run. Harmless while it runs. */
    public synchronized void resume() {
        if (epoch.running || closed) {
            return;
        }
        epoch = new Epoch(true, System.nanoTime() - epoch.value);
        if (!started) {
            started = true;
            thread.start();
        }
        LockSupport.unpark(thread);
    }

    /**
     * Stops VM time and waits for the end of a callback that runs, unless called from one. Harmless while paused. The
     * caller holds no lock that a callback may want.
     */
    public synchronized void pause() {
        if (epoch.running) {
            epoch = new Epoch(false, nanos());
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        Uninterruptible.await(this, () -> expiring == null);
    }

    /**
     * Sets VM time from a snapshot, before the devices load theirs.
     *
     * @param nanos as {@link #nanos} answered when it was saved
     * @throws IllegalStateException if the clock runs
     */
    public synchronized void set(long nanos) {
        if (epoch.running) {
            throw new IllegalStateException("the clock is set while the machine is paused");
        }
        epoch = new Epoch(false, nanos);
    }

    @Override
    public synchronized Timer timer(String name, Runnable onExpiry) {
        if (++made > heap.length) {
            heap = Arrays.copyOf(heap, heap.length * 2);
        }
        return new ClockTimer(name, onExpiry);
    }

    /** Stops the thread and waits for its end, unless called from it. No timer expires afterwards. */
    @Override
    public void close() {
        pause();
        synchronized (this) {
            closed = true;
            if (!started) {
                return;
            }
        }
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        while (true) {
            ClockTimer due = null;
            long wait = Long.MAX_VALUE;
            synchronized (this) {
                if (closed) {
                    return;
                }
                if (epoch.running && armed > 0) {
                    wait = heap[0].deadline - nanos();
                    if (wait <= 0) {
                        due = heap[0];
                        remove(due);
                        expiring = due;
                    }
                }
            }
            if (due != null) {
                expire(due);
            } else if (wait == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, wait);
            }
        }
    }

    private void expire(ClockTimer due) {
        try {
            due.onExpiry.run();
        } catch (RuntimeException | Error e) {
            log.log(Level.ERROR, "The timer " + due.name + " failed.", e);
        } finally {
            synchronized (this) {
                expiring = null;
                notifyAll();
            }
        }
    }

    private void place(ClockTimer timer, int at) {
        heap[at] = timer;
        timer.index = at;
    }

    private void siftUp(ClockTimer timer, int from) {
        int at = from;
        while (at > 0 && timer.deadline < heap[(at - 1) / 2].deadline) {
            place(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        place(timer, at);
    }

    private void siftDown(ClockTimer timer, int from) {
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= armed) {
                break;
            }
            if (child + 1 < armed && heap[child + 1].deadline < heap[child].deadline) {
                child++;
            }
            if (timer.deadline <= heap[child].deadline) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(timer, at);
    }

    private void remove(ClockTimer timer) {
        int at = timer.index;
        timer.index = ClockTimer.DISARMED;
        ClockTimer last = heap[--armed];
        if (last != timer) {
            siftDown(last, at);
            siftUp(last, last.index);
        }
    }

    private final class ClockTimer implements Timer {
        private static final int DISARMED = -1;

        private final String name;
        private final Runnable onExpiry;
        private int index = DISARMED;
        private long deadline;

        private ClockTimer(String name, Runnable onExpiry) {
            this.name = name;
            this.onExpiry = onExpiry;
        }

        @Override
        public void arm(long deadlineNanos) {
            boolean first;
            synchronized (MachineClock.this) {
                if (index != DISARMED) {
                    remove(this);
                }
                deadline = Math.max(0, deadlineNanos);
                siftUp(this, armed++);
                first = index == 0;
            }
            if (first) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public void cancel() {
            synchronized (MachineClock.this) {
                if (index != DISARMED) {
                    remove(this);
                }
            }
        }
    }
}
