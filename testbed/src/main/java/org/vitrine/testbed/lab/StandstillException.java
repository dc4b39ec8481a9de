package org.vitrine.testbed.lab;

import java.io.IOException;
import java.io.Serial;

/** What was waited for in a guest has not come in its time, though its monitor runs. */
public final class StandstillException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** @param message what was waited for, and what there was instead */
    StandstillException(String message) {
        super(message);
    }
}
