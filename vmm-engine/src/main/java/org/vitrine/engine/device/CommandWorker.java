package org.vitrine.engine.device;

import java.util.function.BooleanSupplier;

/** What executes the commands of a controller: a thread of its own, or in tests the caller's. */
public interface CommandWorker extends AutoCloseable {
    /** Makes a worker. */
    @FunctionalInterface
    interface Factory {
        /** @param step executes one command, if there is any; false says that there was none */
        CommandWorker make(BooleanSupplier step);
    }

    /** Begins to work, if it has not yet. */
    void start();

    /** There may be commands. Never waits, allocates nothing, any thread. */
    void kick();

    /** Ends, after the command under way. */
    @Override
    void close();
}
