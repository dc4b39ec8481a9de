package org.vitrine.app.input;

import java.io.Serial;

/** The X server cannot do what is needed of it. */
final class X11Exception extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    X11Exception(String message) {
        super(message);
    }
}
