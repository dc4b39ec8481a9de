package org.vitrine.engine.snapshot;

import java.io.IOException;
import java.io.Serial;

/** A snapshot that cannot be written, read or used, with a sentence for the user. Nothing was overwritten. */
public final class SnapshotException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public SnapshotException(String sentence) {
        super(sentence);
    }

    public SnapshotException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
