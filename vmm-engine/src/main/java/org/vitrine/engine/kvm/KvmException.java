package org.vitrine.engine.kvm;

import java.io.Serial;

/** The host cannot run guests; the message is for the user: what, why, and what to do. */
public final class KvmException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public KvmException(String message) {
        super(message);
    }

    public KvmException(String message, Throwable cause) {
        super(message, cause);
    }
}
