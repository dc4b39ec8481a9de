package org.vitrine.app.viewmodel;

import java.util.Optional;

/**
 * A sentence that the user should see, without being stopped by it.
 *
 * @param kind how long it stays, and what it looks like
 * @param answer what the user may do about it
 */
public record Notice(String text, Kind kind, Optional<Answer> answer) {
    /** What it is for. */
    public enum Kind {
        /** Goes by itself. */
        INFORMATION,
        /** Tells of something that did not work; stays until it is dismissed. */
        PROBLEM,
        /** Wants to know whether something is to be done; stays. */
        QUESTION
    }

    /** Something to do. @param label a verb */
    public record Answer(String label, Runnable action) {}

    public boolean problem() {
        return kind == Kind.PROBLEM;
    }

    /** The same with other words, as of work that goes on. */
    public Notice withText(String other) {
        return new Notice(other, kind, answer);
    }

    public static Notice information(String text) {
        return new Notice(text, Kind.INFORMATION, Optional.empty());
    }

    public static Notice problem(String text) {
        return new Notice(text, Kind.PROBLEM, Optional.empty());
    }

    /** Tells of something that did not work, and what may mend it. */
    public static Notice problem(String text, String label, Runnable mend) {
        return new Notice(text, Kind.PROBLEM, Optional.of(new Answer(label, mend)));
    }

    public static Notice question(String text, String label, Runnable action) {
        return new Notice(text, Kind.QUESTION, Optional.of(new Answer(label, action)));
    }

    /** Says what was done, and can take it back. */
    public static Notice undoable(String text, String label, Runnable undo) {
        return new Notice(text, Kind.INFORMATION, Optional.of(new Answer(label, undo)));
    }
}
