package org.vitrine.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    private void survives(CommandWorker worker) throws InterruptedException {
        worker.start();
        for (int kick = 0; kick < 3; kick++) {
            assertThat(steps.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            worker.kick();
        }
    }
}
