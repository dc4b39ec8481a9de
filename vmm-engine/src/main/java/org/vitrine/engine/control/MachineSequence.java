package org.vitrine.engine.control;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.Outcome;
import org.vitrine.engine.machine.RunState;

/** The machines that follow each other in one VM process: a return to a snapshot of other hardware has the machine assembled anew. Clients and their jobs stay. */
final class MachineSequence implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MachineSequence.class.getName());

    private final VmArguments arguments;
    private final RuntimeDirectory directory;
    private final RunningMachine.Starter starter;
    private @Nullable QmpServer server;

    MachineSequence(VmArguments arguments, RuntimeDirectory directory, RunningMachine.Starter starter) {
        this.arguments = arguments;
        this.directory = directory;
        this.starter = starter;
    }

    /** Runs them. @return how the last one ended */
    Outcome run(MachineConfig first, ControlSocket socket) throws MachineException, ConfigException {
        MachineConfig config = first;
        CompletableFuture<Void> awaited = new CompletableFuture<>();
        while (true) {
            Outcome outcome;
            CompletableFuture<Void> next;
            try (RunningMachine machine = start(config, awaited)) {
                new TerminationSignals(machine, config.lifeCycle().onHostShutdown(), arguments.grace()).install();
                serve(machine, socket);
                LOG.log(Level.INFO, "\"{0}\" runs", config.name());
                awaited.complete(null);
                outcome = machine.outcome().join();
                next = machine.successor();
                letGo(config, outcome);
            }
            LOG.log(
                    Level.INFO,
                    "\"{0}\" has ended: {1}",
                    config.name(),
                    outcome.cause().qmpName());
            if (!outcome.goesOn()) {
                return outcome;
            }
            awaited = next;
            config = VmProcess.config(arguments);
        }
    }

    private RunningMachine start(MachineConfig config, CompletableFuture<Void> awaited) throws MachineException {
        try {
            return starter.start(config, arguments.machineFile(), directory.path());
        } catch (MachineException | RuntimeException e) {
            awaited.completeExceptionally(e);
            throw e;
        }
    }

    private void serve(RunningMachine machine, ControlSocket socket) {
        QmpServer present = server;
        if (present == null) {
            server = QmpServer.serve(socket, machine.control());
            LOG.log(Level.INFO, "Controlled at {0}", socket.path());
        } else {
            present.attach(machine.control());
            if (machine.control().state() == RunState.RUNNING) {
                present.tellResumed();
            }
        }
    }

    /** Before the machine is closed, so that no command meets one that is gone; at the last one's end clients are sent what waits for them. */
    private void letGo(MachineConfig config, Outcome outcome) {
        QmpServer present = server;
        if (present != null && outcome.goesOn()) {
            present.detach(config.name(), config.uuid());
        } else {
            close();
        }
    }

    @Override
    public void close() {
        QmpServer present = server;
        if (present != null) {
            server = null;
            present.close();
        }
    }
}
