package org.vitrine.engine.control;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.machine.Machine;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.Outcome;

/**
 * A machine that runs in this process.
 *
 * @param outcome completes when the machine has ended
 * @param successor to be completed when the machine that goes on in its place runs, or cannot
 * @param release frees what it held, after the end
 */
record RunningMachine(
        MachineControl control, CompletableFuture<Outcome> outcome, CompletableFuture<Void> successor, Runnable release)
        implements AutoCloseable {
    /** One in whose place none goes on. */
    RunningMachine(MachineControl control, CompletableFuture<Outcome> outcome, Runnable release) {
        this(control, outcome, new CompletableFuture<>(), release);
    }

    /** Builds a machine and lets it run. */
    @FunctionalInterface
    interface Starter {
        /**
         * Does so.
         *
         * @param config checked, with absolute paths
         * @param machineFile where the configuration is; its snapshots are beside it
         * @param runtimeDirectory for the sockets of devices, open to its owner alone
         * @throws MachineException with a sentence if this host cannot run it
         */
        RunningMachine start(MachineConfig config, Path machineFile, Path runtimeDirectory) throws MachineException;
    }

    static RunningMachine of(Machine machine) {
        return new RunningMachine(machine, machine.outcome(), machine.successor(), machine::close);
    }

    @Override
    public void close() {
        release.run();
    }
}
