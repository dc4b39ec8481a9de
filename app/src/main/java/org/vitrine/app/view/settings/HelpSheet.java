package org.vitrine.app.view.settings;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;

/** The few things that one has to know. */
public final class HelpSheet extends ScrollPane {
    private static final List<String> TOPICS = List.of("create", "console", "close", "groups", "trash");

    private final Button shortcuts = new Button(Texts.get("menu.shortcuts"));

    public HelpSheet(Runnable showShortcuts) {
        VBox column = new VBox(20);
        for (String topic : TOPICS) {
            Label title = new Label(Texts.get("help." + topic));
            title.getStyleClass().add("section-title");
            title.setWrapText(true);
            Label text = new Label(Texts.get("help." + topic + "-text"));
            text.setWrapText(true);
            column.getChildren().add(new VBox(4, title, text));
        }
        shortcuts.setOnAction(event -> showShortcuts.run());
        column.getChildren().add(shortcuts);
        column.getStyleClass().add("sheet-content");
        setContent(column);
        setFitToWidth(true);
        setFocusTraversable(false);
        getStyleClass().add("sheet-scroll");
    }

    /** What has the keyboard at first. */
    public Node first() {
        return shortcuts;
    }
}
