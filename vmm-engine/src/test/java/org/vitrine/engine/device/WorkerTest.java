package org.vitrine.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vitrine.engine.linux.Epoll;
import org.vitrine.engine.linux.EventFd;

/** Both workers that have a thread. */
@Timeout(30)
class WorkerTest {
    private final Semaphore steps = new Semaphore(0);
    private final BooleanSupplier failing = () -> {
        steps.release();
        throw new AssertionError("a defect");
    };

    @Test
    void a_step_that_fails_does_not_end_the_thread() throws InterruptedException {
        try (WorkerThread worker = new WorkerThread("test", failing)) {
            survives(worker);
        }
    }

    @Test
    void a_step_that_fails_does_not_end_the_event_loop() throws InterruptedException {
        try (EventLoop worker = new EventLoop("test", failing)) {
            survives(worker);
        }
    }

    @Test
    void a_descriptor_that_is_watched_wakes_the_event_loop_for_what_was_asked_last() throws InterruptedException {
        try (EventLoop worker = new EventLoop("test", this::step);
                EventFd ready = EventFd.create()) {
            worker.start();
            settle();
            worker.watch(ready.fd(), Epoll.IN);
            ready.signal();
            assertThat(steps.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            settle();
            // There is room at once.
            worker.watch(ready.fd(), Epoll.OUT);
            assertThat(steps.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            settle();
            worker.unwatch(ready.fd());
            ready.signal();
            assertThat(steps.tryAcquire(200, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void a_closed_event_loop_watches_nothing() {
        EventLoop worker = new EventLoop("test", this::step);
        worker.start();
        worker.close();
        try (EventFd ready = EventFd.create()) {
            worker.watch(ready.fd(), Epoll.IN);
            worker.unwatch(ready.fd());
        }
    }

    private boolean step() {
        steps.release();
        return false;
    }

    /** No step is under way any more, as far as can be seen. */
    private void settle() throws InterruptedException {
        while (steps.tryAcquire(200, TimeUnit.MILLISECONDS)) {}
    }

    private void survives(CommandWorker worker) throws InterruptedException {
        worker.start();
        for (int kick = 0; kick < 3; kick++) {
            assertThat(steps.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            worker.kick();
        }
    }
}
