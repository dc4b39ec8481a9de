package org.vitrine.engine.machine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The one thread that changes a machine, task after task in the order in which they were asked for. Any thread asks. */
final class ControlThread implements AutoCloseable {
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("machine-control").factory());
    private final Consumer<Throwable> onFailure;
    /** What the guest asked for and what waits still. */
    private final AtomicInteger guestTasks = new AtomicInteger();

    /** @param onFailure hears, on the thread, what a task threw */
    ControlThread(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
    }

    /** Leaves a task. @return completes when it is done; at once if the thread has ended */
    Future<?> submit(Runnable task) {
        try {
            return executor.submit(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    onFailure.accept(e);
                }
            });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Leaves a task that the guest asked for. */
    void submitForGuest(Runnable task) {
        guestTasks.incrementAndGet();
        submit(() -> {
            guestTasks.decrementAndGet();
            task.run();
        });
    }

    /** Whether a task that the guest asked for waits. */
    boolean guestWaits() {
        return guestTasks.get() > 0;
    }

    static void await(Future<?> done) {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes no more tasks, and waits for those that there are. */
    @Override
    public void close() {
        executor.close();
    }
}
