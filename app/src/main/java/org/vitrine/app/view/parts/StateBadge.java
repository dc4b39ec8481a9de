package org.vitrine.app.view.parts;

import java.util.Locale;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;

/** A machine's state as shape, colour and word. A state's name is its pseudo-class, and {@code state.NAME} its text. */
public final class StateBadge extends HBox {
    private static final double GAP = 6;

    private final Label word = new Label();
    private @Nullable PseudoClass shown;

    public StateBadge() {
        super(GAP);
        Region shape = new Region();
        shape.getStyleClass().add("state-shape");
        getStyleClass().add("state-badge");
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(shape, word);
    }

    /** Shows a state by its usual word. */
    public void show(Enum<?> state) {
        show(state, Texts.get("state." + state.name().toLowerCase(Locale.ROOT)));
    }

    /** Shows a state. @param words which say it, and perhaps more; none for its shape alone */
    public void show(Enum<?> state, String words) {
        PseudoClass next = PseudoClass.getPseudoClass(state.name().toLowerCase(Locale.ROOT));
        if (shown != null && shown != next) {
            pseudoClassStateChanged(shown, false);
        }
        shown = next;
        pseudoClassStateChanged(shown, true);
        word.setText(words);
        word.setManaged(!words.isEmpty());
    }
}
