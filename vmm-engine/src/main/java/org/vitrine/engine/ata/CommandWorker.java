package org.vitrine.engine.ata;

import java.util.function.BooleanSupplier;

/** What executes the commands of an HBA: a thread of its own, or in tests the caller's. */
interface CommandWorker extends AutoCloseable {
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
