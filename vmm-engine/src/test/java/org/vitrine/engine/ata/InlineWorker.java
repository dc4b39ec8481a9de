package org.vitrine.engine.ata;

import java.util.function.BooleanSupplier;

/** Executes commands on the thread that writes the register, so that a test sees a command's end at once. */
record InlineWorker(BooleanSupplier step) implements CommandWorker {
    @Override
    public void start() {}

    @Override
    public void kick() {
        while (step.getAsBoolean()) {}
    }

    @Override
    public void close() {}
}
