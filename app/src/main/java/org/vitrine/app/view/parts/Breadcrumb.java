package org.vitrine.app.view.parts;

import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.vitrine.app.text.Texts;

/** Where one is, and the way back: {@code Library › Debian 12}. A long name is cut in its middle. */
public final class Breadcrumb extends HBox {
    private static final double GAP = 8;

    private final Label name = new Label();

    /** @param toLibrary goes back */
    public Breadcrumb(Runnable toLibrary, String machine) {
        super(GAP);
        getStyleClass().add("breadcrumb");
        setAlignment(Pos.CENTER_LEFT);
        setMinWidth(0);
        HBox.setHgrow(this, Priority.ALWAYS);
        Hyperlink library = new Hyperlink(Texts.get("navigation.library"));
        library.setId("navigation.library");
        library.setOnAction(event -> toLibrary.run());
        library.setMinWidth(USE_PREF_SIZE);
        Label separator = new Label("\u203a");
        separator.setMinWidth(USE_PREF_SIZE);
        separator.getStyleClass().add("breadcrumb-separator");
        name.setId("navigation.here");
        name.getStyleClass().add("breadcrumb-here");
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMinWidth(0);
        rename(machine);
        getChildren().addAll(library, separator, name);
    }

    /** The machine is called so now. */
    public void rename(String machine) {
        name.setText(machine);
        name.setTooltip(new Tooltip(machine));
    }
}
