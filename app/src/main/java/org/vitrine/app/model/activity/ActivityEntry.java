package org.vitrine.app.model.activity;

import java.time.Instant;

/**
 * Something that happened to a machine.
 *
 * @param sentence in the user's language
 */
public record ActivityEntry(Instant when, Kind kind, String sentence) {
    /** How much it matters. */
    public enum Kind {
        NORMAL,
        WARNING,
        PROBLEM
    }
}
