package org.vitrine.engine.device;

/** A saved state that this version refuses, in one sentence. */
public final class StateException extends Exception {
    private static final long serialVersionUID = 1L;

    public StateException(String message) {
        super(message);
    }
}
