package org.vitrine.engine.image.block;

import java.io.IOException;
import java.io.Serial;

/** A request that failed, with a sentence for the user and its kind for whoever decides what becomes of the guest. */
public final class BlockException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What a guest's owner can do about it differs. */
    public enum Kind {
        /** No space is left; the request can be tried again when there is some. */
        NO_SPACE,
        /** The file may not be written, or its file system has become read-only. */
        READ_ONLY,
        /** The medium or the file system failed. */
        MEDIUM,
        /** The image contradicts itself. */
        CORRUPT,
        /** The format cannot hold what was asked for. */
        UNSUPPORTED
    }

    private final Kind kind;

    public BlockException(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
    }

    public BlockException(Kind kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
