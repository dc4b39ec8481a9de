package org.vitrine.engine.json;

import java.io.IOException;
import java.io.Serial;

/** Text is not JSON, or goes beyond a bound; the message is the reason, as a clause. */
public final class JsonSyntaxException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    JsonSyntaxException(String reason) {
        super(reason);
    }

    JsonSyntaxException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
