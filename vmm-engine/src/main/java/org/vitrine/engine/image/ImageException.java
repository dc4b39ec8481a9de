package org.vitrine.engine.image;

import java.io.Serial;

/** An image that cannot be used. The message is one sentence for the user: what, why, and what to do. */
public final class ImageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
