package org.vitrine.engine.device;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;

/**
 * The step of a worker, so that no defect of ours ends the worker, after which no command of the guest would ever end: what is thrown is logged, the first few
 * times, and there is nothing more to do until the next kick.
 */
final class GuardedStep implements BooleanSupplier {
    private static final Logger LOG = System.getLogger(GuardedStep.class.getName());
    private static final int MOST_LOGGED = 10;

    private final String worker;
    private final BooleanSupplier step;
    private int logged;

    GuardedStep(String worker, BooleanSupplier step) {
        this.worker = worker;
        this.step = step;
    }

    @Override
    public boolean getAsBoolean() {
        try {
            return step.getAsBoolean();
        } catch (RuntimeException | Error e) {
            if (logged++ < MOST_LOGGED) {
                LOG.log(Level.ERROR, worker + " failed at a step", e);
            }
            return false;
        }
    }
}
