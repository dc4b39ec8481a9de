package org.vitrine.engine.control;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vitrine.engine.config.LifeCycle;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.machine.Cause;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.RunState;
import sun.misc.Signal;

/**
 * What SIGTERM and SIGINT do: the first saves the machine, presses its power button and gives it a while, or pulls the plug, as its configuration says; a second one pulls
 * the plug. A machine that cannot be saved is shut down. (A shutdown hook would not do: the JVM's own hooks run beside it and close the log, and no second signal would get through.)
 */
final class TerminationSignals {
    private static final Logger LOG = System.getLogger(TerminationSignals.class.getName());

    private final RunningMachine machine;
    private final LifeCycle.HostShutdown policy;
    private final Duration grace;
    private final AtomicBoolean asked = new AtomicBoolean();

    TerminationSignals(RunningMachine machine, LifeCycle.HostShutdown policy, Duration grace) {
        this.machine = machine;
        this.policy = policy;
        this.grace = grace;
    }

    /** Takes the signals over from the JVM. */
    void install() {
        for (String name : List.of("TERM", "INT")) {
            try {
                Signal.handle(new Signal(name), signal -> arrived(signal.getName()));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "SIG{0} stays with the JVM: {1}", name, e.getMessage());
            }
        }
    }

    /** Called on a thread of its own, which may wait. */
    void arrived(String name) {
        if (!asked.compareAndSet(false, true)) {
            LOG.log(Level.INFO, "SIG{0} came again: the machine is switched off", name);
            machine.control().quit(Cause.HOST_SIGNAL);
            return;
        }
        switch (policy) {
            case SAVE -> save(name);
            case SHUT_DOWN -> shutDown(name);
            case FORCE_OFF -> machine.control().quit(Cause.HOST_SIGNAL);
        }
    }

    private void save(String name) {
        LOG.log(Level.INFO, "SIG{0}: the machine is saved", name);
        try {
            machine.control().snapshots().save(Progress.NONE);
        } catch (MachineException | IOException e) {
            LOG.log(Level.WARNING, "It cannot be saved: {0}", e.getMessage());
            if (!machine.outcome().isDone()) {
                shutDown(name);
            }
        }
    }

    private void shutDown(String name) {
        LOG.log(Level.INFO, "SIG{0}: the guest is asked to shut down, within {1} s", name, grace.toSeconds());
        if (machine.control().state() == RunState.PAUSED) {
            // A guest that stands still would not notice its power button.
            machine.control().resume();
        }
        machine.control().pressPowerButton();
        try {
            machine.outcome().get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "The guest did not shut down within {0} s: it is switched off", grace.toSeconds());
            machine.control().quit(Cause.HOST_SIGNAL);
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, "The machine has no outcome", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
