package org.vitrine.app.viewmodel;

import java.util.Optional;

/**
 * A sentence that the user should see, without being stopped by it.
 *
 * @param problem whether it tells of something that did not work
 * @param answer what the user may do about it
 */
public record Notice(String text, boolean problem, Optional<Answer> answer) {
    /** Something to do. @param label a verb */
    public record Answer(String label, Runnable action) {}

    public static Notice information(String text) {
        return new Notice(text, false, Optional.empty());
    }

    public static Notice problem(String text) {
        return new Notice(text, true, Optional.empty());
    }

    public static Notice question(String text, String label, Runnable action) {
        return new Notice(text, false, Optional.of(new Answer(label, action)));
    }
}
