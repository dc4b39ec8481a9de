package org.vitrine.engine.machine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Does things on a machine's control thread while the machine stands still. Any other thread asks. */
final class Standstill {
    private final ControlThread control;
    private final Hardware hardware;
    private final Supplier<RunState> state;

    Standstill(ControlThread control, Hardware hardware, Supplier<RunState> state) {
        this.control = control;
        this.hardware = hardware;
        this.state = state;
    }

    /** Waits until it is done; a machine that ran runs on afterwards, whatever happens. */
    <T> T run(Snapshots.Still<T> action) throws MachineException, IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        control.submit(() -> attempt(action, result));
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the machine was to stand still");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MachineException cannot) {
                throw cannot;
            }
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e);
        }
    }

    /** What the guest asked for before it stood still happens first: it would meet another machine afterwards, or be missing in the snapshot. */
    private <T> void attempt(Snapshots.Still<T> action, CompletableFuture<T> result) {
        hardware.pause();
        if (control.guestWaits() && !hasEnded()) {
            control.submit(() -> attempt(action, result));
            return;
        }
        try {
            result.complete(action.run());
        } catch (MachineException | IOException | RuntimeException e) {
            result.completeExceptionally(e);
        } finally {
            if (state.get() == RunState.RUNNING) {
                hardware.resume();
            }
        }
    }

    private boolean hasEnded() {
        return state.get() == RunState.SHUTDOWN || state.get() == RunState.INTERNAL_ERROR;
    }
}
