package org.vitrine.engine.device;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.vitrine.engine.linux.Epoll;
import org.vitrine.engine.linux.EventFd;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * A worker that also wakes when a descriptor becomes ready: that of a {@linkplain #event doorbell}, which KVM signals, or those of a back end. Its step is told
 * of none of them; it looks at all that it serves.
 */
public final class EventLoop implements CommandWorker {
    private final Thread thread;
    private final BooleanSupplier step;
    private final Epoll epoll = Epoll.create();
    private final EventFd event = EventFd.create();
    /** Whether the descriptor was signalled since the last look at everything. */
    private final AtomicBoolean kicked = new AtomicBoolean();

    private volatile boolean closing;
    private boolean started;

    /**
     * Makes it, not yet started.
     *
     * @param step does some of what there is to do; false says that there was nothing
     */
    public EventLoop(String name, BooleanSupplier step) {
        this.step = new GuardedStep(name, step);
        epoll.add(event.fd(), Epoll.IN);
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    private void run() {
        while (!closing) {
            // Before the look, so that a kick after it wakes again.
            kicked.set(false);
            while (step.getAsBoolean() && !closing) {}
            if (!closing) {
                epoll.await();
            }
        }
    }

    /** Signalled, it has the effect of a kick. */
    @Override
    public EventFd event() {
        return event;
    }

    /**
     * Wakes also when a descriptor becomes ready, once each time, so that the step must take all that there is. For one that is watched this changes for what. Not
     * once it is closed.
     *
     * @param readiness {@link Epoll#IN}, {@link Epoll#OUT} or both
     */
    @Override
    public void watch(Fd fd, int readiness) {
        synchronized (event) {
            if (!closing) {
                epoll.add(fd, readiness);
            }
        }
    }

    @Override
    public void unwatch(Fd fd) {
        synchronized (event) {
            if (!closing) {
                epoll.remove(fd);
            }
        }
    }

    @Override
    public void start() {
        if (!started) {
            started = true;
            thread.start();
        }
    }

    @Override
    public void kick() {
        if (!kicked.getAndSet(true)) {
            signal();
        }
    }

    /** Not once it is closed: its number may be another file's then. */
    private void signal() {
        synchronized (event) {
            if (!closing) {
                event.signal();
            }
        }
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        event.signal();
        // It may be at guest memory, which is unmapped after this.
        Uninterruptible.join(thread);
        synchronized (event) {
            epoll.close();
            event.close();
        }
    }
}
