package org.vitrine.engine.device;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.vitrine.engine.thread.Uninterruptible;

/** A thread that executes commands and sleeps while there are none. */
public final class WorkerThread implements CommandWorker {
    private final Thread thread;
    private final BooleanSupplier step;
    private volatile boolean closing;
    private boolean started;

    /**
     * Makes it, not yet started.
     *
     * @param step executes one command, if there is any; false says that there was none
     */
    public WorkerThread(String name, BooleanSupplier step) {
        this.step = new GuardedStep(name, step);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    private void run() {
        while (!closing) {
            if (!step.getAsBoolean()) {
                // A kick between the step and here is kept as a permit, so none is lost.
                LockSupport.park(this);
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
        LockSupport.unpark(thread);
    }

    @Override
    public void close() {
        closing = true;
        kick();
        // It may be writing into guest memory, which is unmapped after this.
        Uninterruptible.join(thread);
    }
}
