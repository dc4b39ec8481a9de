package org.vitrine.engine.machine;

import java.io.Serial;

/** A request that a machine cannot fulfil, in one sentence for the user: what, why, what to do. */
public class MachineException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public MachineException(String message) {
        super(message);
    }

    public MachineException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
