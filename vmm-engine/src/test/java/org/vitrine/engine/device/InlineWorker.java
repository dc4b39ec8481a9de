package org.vitrine.engine.device;

import java.util.function.BooleanSupplier;

/** Executes commands on the thread that writes the register, so that a test sees a command's end at once. */
public final class InlineWorker implements CommandWorker {
    private final BooleanSupplier step;
    private boolean working;
    private boolean kicked;

    public InlineWorker(BooleanSupplier step) {
        this.step = step;
    }

    @Override
    public void start() {}

    /** From within a step it makes another step follow. */
    @Override
    public void kick() {
        kicked = true;
        if (working) {
            return;
        }
        working = true;
        try {
            while (kicked) {
                kicked = false;
                while (step.getAsBoolean()) {}
            }
        } finally {
            working = false;
        }
    }

    @Override
    public void close() {}
}
