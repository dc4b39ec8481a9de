package org.vitrine.app.view.library;

import atlantafx.base.theme.Styles;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.StateBadge;
import org.vitrine.app.viewmodel.library.MachineItem;

/** A running machine in the list: what it is, how it is, and the way to its console. */
final class MachineCard extends HBox {
    private static final double GAP = 12;
    private static final double LINES = 2;

    MachineCard(MachineItem item, Runnable show) {
        super(GAP);
        getStyleClass().add("machine-card");
        setAlignment(Pos.CENTER_LEFT);
        setFocusTraversable(true);
        setAccessibleText(item.name());
        Label name = new Label(item.name());
        name.getStyleClass().add(Styles.TEXT_BOLD);
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        Label details = new Label(item.details());
        details.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        VBox words = new VBox(LINES, name, details);
        words.setAlignment(Pos.CENTER_LEFT);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        StateBadge state = new StateBadge(item.stateProperty());
        state.setMinWidth(USE_PREF_SIZE);
        Button open = new Button(Texts.get("machine.show"));
        open.setOnAction(event -> show.run());
        open.setFocusTraversable(false);
        open.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(Icon.of("machine", Icon.MEDIUM), words, state, open);
        setOnMouseClicked(event -> {
            requestFocus();
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
                show.run();
            }
        });
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
                show.run();
            }
        });
    }
}
