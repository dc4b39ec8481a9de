package org.vitrine.engine.firmware;

/** What a machine is to start from cannot be used; the message is one sentence or two for the user. */
public final class BootException extends Exception {
    private static final long serialVersionUID = 1L;

    public BootException(String message) {
        super(message);
    }

    public BootException(String message, Throwable cause) {
        super(message, cause);
    }
}
