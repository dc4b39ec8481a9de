package org.vitrine.app.view.parts;

import java.util.Locale;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.text.Texts;

/** A machine's state as shape, colour and word. */
public final class StateBadge extends HBox {
    private static final double GAP = 6;

    private final Label word = new Label();

    public StateBadge(ObservableValue<MachineState> state) {
        super(GAP);
        Region shape = new Region();
        shape.getStyleClass().add("state-shape");
        getStyleClass().add("state-badge");
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(shape, word);
        state.addListener((value, was, is) -> show(is));
        show(state.getValue());
    }

    private void show(MachineState state) {
        for (MachineState each : MachineState.values()) {
            pseudoClassStateChanged(PseudoClass.getPseudoClass(name(each)), each == state);
        }
        word.setText(Texts.get("state." + name(state)));
    }

    private static String name(MachineState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
