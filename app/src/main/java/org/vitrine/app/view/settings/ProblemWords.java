package org.vitrine.app.view.settings;

import atlantafx.base.theme.Styles;
import java.util.Optional;
import javafx.scene.control.Label;
import org.vitrine.app.view.parts.Presence;

/** Why a preference could not be followed, under it. */
final class ProblemWords extends Label {
    ProblemWords() {
        setWrapText(true);
        getStyleClass().addAll(Styles.TEXT_SMALL, "problem-words");
        show(Optional.empty());
    }

    void show(Optional<String> problem) {
        setText(problem.orElse(""));
        Presence.show(this, problem.isPresent());
    }
}
