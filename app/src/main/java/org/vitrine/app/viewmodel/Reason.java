package org.vitrine.app.viewmodel;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why something that was asked of a machine failed. */
public final class Reason {
    private Reason() {}

    /** In the words of what went wrong itself, which a future wraps on its way. */
    public static String of(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }
}
