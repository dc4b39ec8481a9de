package org.vitrine.app.view.create;

import atlantafx.base.theme.Styles;
import javafx.beans.binding.Bindings;
import javafx.beans.property.StringProperty;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.create.BatchEntry;
import org.vitrine.app.viewmodel.create.CreateViewModel;

/** Several files: one machine each, with its name; those that cannot be used say why. */
final class BatchList extends ListView<BatchEntry> {
    BatchList(CreateViewModel model) {
        super(model.batch());
        setId("create.batch");
        getStyleClass().add("batch");
        setAccessibleText(Texts.get("create.batch"));
        setCellFactory(list -> new EntryCell());
    }

    private static final class EntryCell extends ListCell<BatchEntry> {
        private static final double BESIDE_WORDS = 112;
        private final CheckBox wanted = new CheckBox();
        private final TextField name = new TextField();
        private final Label words = new Label();
        private final HBox row;
        private @Nullable BatchEntry bound;

        EntryCell() {
            words.setTextOverrun(OverrunStyle.ELLIPSIS);
            words.getStyleClass().add(Styles.TEXT_SMALL);
            VBox column = new VBox(4, name, words);
            column.setMinWidth(0);
            HBox.setHgrow(column, Priority.ALWAYS);
            row = new HBox(12, wanted, column);
            row.setAlignment(Pos.TOP_LEFT);
            // Level with the name beside it.
            HBox.setMargin(wanted, new Insets(6, 0, 0, 0));
            row.setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable BatchEntry entry, boolean empty) {
            super.updateItem(entry, empty);
            if (bound != null) {
                StringProperty old = bound.nameProperty();
                name.textProperty().unbindBidirectional(old);
                wanted.selectedProperty().unbindBidirectional(bound.wantedProperty());
                bound = null;
            }
            if (empty || entry == null) {
                setGraphic(null);
                return;
            }
            bound = entry;
            boolean usable = entry.source().problem().isEmpty();
            name.textProperty().bindBidirectional(entry.nameProperty());
            wanted.selectedProperty().bindBidirectional(entry.wantedProperty());
            wanted.setDisable(!usable);
            name.setDisable(!usable);
            String file = String.valueOf(entry.source().file().getFileName());
            wanted.setAccessibleText(file);
            name.setAccessibleText(Texts.get("create.name-of", file));
            words.getStyleClass().removeAll("problem-words", Styles.TEXT_MUTED);
            words.getStyleClass().add(usable ? Styles.TEXT_MUTED : "problem-words");
            words.setWrapText(!usable);
            // Where it wraps decides how high the cell is.
            words.setMinHeight(usable ? USE_COMPUTED_SIZE : USE_PREF_SIZE);
            // The list has no width yet when it is filled before it is shown.
            words.prefWidthProperty().unbind();
            if (usable) {
                words.setPrefWidth(USE_COMPUTED_SIZE);
            } else {
                words.prefWidthProperty()
                        .bind(Bindings.max(0, getListView().widthProperty().subtract(BESIDE_WORDS)));
            }
            words.setText(entry.source().problem().orElse(CreateForm.title(entry.source()) + " \u2013 " + file));
            words.setGraphic(usable ? null : Icon.of("problem", Icon.SMALL));
            setGraphic(row);
        }
    }
}
