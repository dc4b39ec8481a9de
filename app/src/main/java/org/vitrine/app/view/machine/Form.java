package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Fields under each other with their names before them, and under each what is to be said of it. */
final class Form extends GridPane {
    private static final double NAME_WIDTH = 160;
    private static final double GAP = 4;

    private int row;

    Form() {
        getStyleClass().add("form");
        setHgap(16);
        setVgap(12);
        ColumnConstraints names = new ColumnConstraints(NAME_WIDTH);
        ColumnConstraints fields = new ColumnConstraints();
        fields.setHgrow(Priority.ALWAYS);
        fields.setMinWidth(0);
        getColumnConstraints().addAll(names, fields);
    }

    /**
     * Adds a field.
     *
     * @param control what is named; in {@code field} or the field itself
     * @param lines what is said under it, such as a problem
     */
    Form composed(String name, Control control, Node field, @Nullable Node... lines) {
        Label label = new Label(name);
        label.setLabelFor(control);
        label.setWrapText(true);
        // A check box has no frame for its text to stand in.
        label.getStyleClass().add(control instanceof CheckBox ? "check-name" : "field-name");
        if (control.getAccessibleText() == null) {
            control.setAccessibleText(name);
        }
        VBox column = new VBox(GAP, field);
        for (Node line : lines) {
            if (line != null) {
                column.getChildren().add(line);
            }
        }
        GridPane.setValignment(label, VPos.TOP);
        addRow(row++, label, column);
        return this;
    }

    Form row(String name, Control control, @Nullable Node... lines) {
        return composed(name, control, control, lines);
    }

    /** Adds a fact that cannot be changed here. */
    Form fact(String name, Node value) {
        Label label = new Label(name);
        label.getStyleClass().add("fact-name");
        return named(label, value);
    }

    /** Adds a fact whose name can become another. */
    Form named(Label label, Node value) {
        label.setWrapText(true);
        GridPane.setValignment(label, VPos.TOP);
        addRow(row++, label, value);
        return this;
    }

    /** Adds something without a name before it, in the column of the fields. */
    Form wide(Node node) {
        add(node, 1, row++);
        return this;
    }

    /** A line under a field that helps. */
    static Label hint(String words) {
        Label hint = new Label(words);
        hint.setWrapText(true);
        hint.getStyleClass().addAll(Styles.TEXT_MUTED, "text-small");
        return hint;
    }
}
