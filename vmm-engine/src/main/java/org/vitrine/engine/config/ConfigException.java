package org.vitrine.engine.config;

import java.io.Serial;

/** A configuration cannot be used; the message is one sentence for people. */
public final class ConfigException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
