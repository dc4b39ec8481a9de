package org.vitrine.app.view.library;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.library.MachineAction;
import org.vitrine.app.viewmodel.library.Selection;

/** Several machines are selected: how many, and what fits all of them. */
final class SelectionBar extends HBox {
    private final LibraryModels models;

    SelectionBar(LibraryModels models) {
        super(8);
        this.models = models;
        getStyleClass().add("selection-bar");
        setAlignment(Pos.CENTER_LEFT);
        managedProperty().bind(visibleProperty());
        models.library().selection().selectedProperty().subscribe(is -> show());
    }

    private void show() {
        Selection selection = models.library().selection();
        setVisible(selection.selected().size() > 1);
        if (!isVisible()) {
            return;
        }
        Label count =
                new Label(Texts.get("library.selected", selection.selected().size()));
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        getChildren().setAll(count, space);
        for (MachineAction action : MachineAction.fitting(selection.selected())) {
            if (action == MachineAction.START_DISPOSABLE) {
                // Seldom wanted of many, and in the menu.
                continue;
            }
            Button button = new Button(action.label(), Icon.of(action.icon(), Icon.SMALL));
            button.setOnAction(event -> models.actions().run(action, selection.selected()));
            getChildren().add(button);
        }
        getChildren().add(Buttons.icon("close", "library.clear-selection", selection::clear));
    }
}
