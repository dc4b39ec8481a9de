package org.vitrine.engine.control;

import java.io.Serial;

/** The VM process was not called as it must be; the message is one sentence. */
final class UsageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
