package org.vitrine.app.view.parts;

import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.vitrine.app.text.Texts;

/** Where one is, and the way back: {@code Library › Debian 12}. A long name is cut in its middle. */
public final class Breadcrumb extends HBox {
    private static final double GAP = 8;

    private final Labeled name;

    /** On a machine's page. @param toLibrary goes back */
    public Breadcrumb(Runnable toLibrary, String machine) {
        this(toLibrary, machine, new Label());
    }

    /** Beyond a machine's page. @param toMachine goes back to that */
    public Breadcrumb(Runnable toLibrary, String machine, Runnable toMachine) {
        this(toLibrary, machine, link(toMachine));
    }

    private Breadcrumb(Runnable toLibrary, String machine, Labeled name) {
        super(GAP);
        this.name = name;
        getStyleClass().add("breadcrumb");
        setAlignment(Pos.CENTER_LEFT);
        setMinWidth(0);
        HBox.setHgrow(this, Priority.ALWAYS);
        Hyperlink library = link(toLibrary);
        library.setText(Texts.get("navigation.library"));
        library.setId("navigation.library");
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

    private static Hyperlink link(Runnable to) {
        Hyperlink link = new Hyperlink();
        link.setOnAction(event -> to.run());
        return link;
    }

    /** The machine is called so now. */
    public void rename(String machine) {
        name.setText(machine);
        name.setTooltip(new Tooltip(machine));
    }
}
