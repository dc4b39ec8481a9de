package org.vitrine.engine.net;

import java.io.Serial;

/** A network cannot be had as it was asked for; the message is one sentence for people. */
public final class NetException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public NetException(String message) {
        super(message);
    }

    public NetException(String message, Throwable cause) {
        super(message, cause);
    }
}
