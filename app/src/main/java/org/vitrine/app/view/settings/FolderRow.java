package org.vitrine.app.view.settings;

import atlantafx.base.theme.Styles;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.vitrine.app.text.Texts;

/** A folder that is chosen: what for, where it is, and the button. */
final class FolderRow extends HBox {
    private static final double GAP = 12;

    private final Label path = new Label();

    /** @param key of what it is for; {@code KEY-choose} is what the button is called for screen readers */
    FolderRow(String key, Runnable choose) {
        super(GAP);
        path.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        path.setMinWidth(0);
        path.setMaxWidth(Double.MAX_VALUE);
        path.setAlignment(Pos.CENTER_RIGHT);
        path.getStyleClass().add(Styles.TEXT_MUTED);
        HBox.setHgrow(path, Priority.ALWAYS);
        Label name = new Label(Texts.get(key));
        name.setMinWidth(USE_PREF_SIZE);
        Button button = new Button(Texts.get("preferences.choose"));
        button.setId(key);
        button.setAccessibleText(Texts.get(key + "-choose"));
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(event -> choose.run());
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(name, path, button);
    }

    void show(String folder) {
        path.setText(folder);
        path.setTooltip(new Tooltip(folder));
    }
}
