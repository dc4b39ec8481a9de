package org.vitrine.engine.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * Holds a machine's vCPUs for a part of the time, so that a guest which writes to its memory faster than a file takes it becomes slower than that. Does nothing until it is
 * asked to; closing it lets the vCPUs run freely.
 */
final class VcpuThrottle implements AutoCloseable {
    private static final Logger LOG = System.getLogger(VcpuThrottle.class.getName());
    private static final long PERIOD_NANOS = 20_000_000;
    private static final int FIRST_PERCENT = 50;
    private static final int MOST_PERCENT = 98;

    private final VcpuSet vcpus;
    private volatile int percent;
    private volatile boolean closed;
    private @Nullable Thread thread;

    VcpuThrottle(VcpuSet vcpus) {
        this.vcpus = vcpus;
    }

    /** Halves what the vCPUs run of the time. */
    void slower() {
        percent = percent == 0 ? FIRST_PERCENT : Math.min(MOST_PERCENT, (percent + 100) / 2);
        LOG.log(
                Level.DEBUG,
                "The guest writes faster than its memory can be stored, and is held {0} % of the time",
                percent);
        if (thread == null) {
            thread = Thread.ofPlatform().name("vcpu-throttle").daemon().start(this::run);
        }
    }

    private void run() {
        try {
            while (!closed) {
                long held = PERIOD_NANOS * percent / 100;
                vcpus.hold();
                LockSupport.parkNanos(held);
                vcpus.release();
                LockSupport.parkNanos(PERIOD_NANOS - held);
            }
        } finally {
            vcpus.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
            Uninterruptible.join(running);
        }
    }
}
