package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.stream.Collectors;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.viewmodel.machine.Change;
import org.vitrine.app.viewmodel.machine.MachineDraft;

/** What is changed and not applied yet, at the foot of the page; not there while nothing is. */
final class ChangeBar extends HBox {
    private final MachineDraft draft;
    private final MenuButton summary = new MenuButton();
    private final Label problem = new Label();

    /** @param applying whether the changes are being applied */
    ChangeBar(MachineDraft draft, ObservableValue<Boolean> applying, Runnable apply) {
        super(8);
        this.draft = draft;
        setId("change-bar");
        getStyleClass().add("change-bar");
        setAlignment(Pos.CENTER_LEFT);
        summary.setId("page.changes");
        summary.getStyleClass().add(Styles.FLAT);
        summary.setMinWidth(USE_PREF_SIZE);
        problem.getStyleClass().add("problem-line");
        problem.setMinWidth(0);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button undo = Buttons.icon("revert", "page.undo", draft::undo);
        undo.disableProperty().bind(draft.canUndoProperty().not());
        Button redo = Buttons.icon("redo", "page.redo", draft::redo);
        redo.disableProperty().bind(draft.canRedoProperty().not());
        Button revert = new Button(Texts.get("page.revert"));
        revert.setId("page.revert");
        revert.setMinWidth(USE_PREF_SIZE);
        revert.setOnAction(event -> draft.revert());
        Button accept = new Button(Texts.get("page.apply"));
        accept.setId("page.apply");
        accept.getStyleClass().add(Styles.ACCENT);
        accept.setMinWidth(USE_PREF_SIZE);
        accept.setOnAction(event -> apply.run());
        applying.subscribe(is -> {
            accept.setText(Texts.get(is ? "page.applying" : "page.apply"));
            revert.setDisable(is);
            refreshAccept(accept, is);
        });
        draft.canApplyProperty().subscribe(can -> refreshAccept(accept, applying.getValue()));
        getChildren().addAll(summary, problem, space, undo, redo, revert, accept);
        managedProperty().bind(visibleProperty());
        draft.editProperty().subscribe(edit -> refresh());
        draft.changes().addListener((javafx.collections.ListChangeListener<Change>) change -> refresh());
        draft.problemsProperty().subscribe(problems -> refresh());
    }

    private void refreshAccept(Button accept, boolean applying) {
        accept.setDisable(applying || !draft.canApplyProperty().get());
    }

    private void refresh() {
        List<Change> changes = draft.changes();
        setVisible(!changes.isEmpty() || draft.canRedoProperty().get());
        long restart = changes.stream().filter(Change::restart).count();
        long conflicts = changes.stream().filter(Change::conflict).count();
        String words = Texts.get("page.changes", changes.size());
        if (restart > 0) {
            words += " \u00b7 " + Texts.get("page.changes-restart", restart);
        }
        if (conflicts > 0) {
            words += " \u00b7 " + Texts.get("page.changes-conflict", conflicts);
        }
        summary.setText(words);
        summary.setDisable(changes.isEmpty());
        summary.getItems().setAll(changes.stream().map(this::item).collect(Collectors.toList()));
        problem.setText(draft.problemsProperty().get().values().stream()
                .filter(org.vitrine.app.viewmodel.machine.Problem::blocking)
                .findFirst()
                .map(org.vitrine.app.viewmodel.machine.Problem::sentence)
                .orElse(""));
        problem.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("danger"), true);
    }

    /** A change, which goes back when it is chosen. */
    private MenuItem item(Change change) {
        Label name = new Label(change.section().title() + " \u203a " + change.label());
        Label mark = Form.hint(
                change.conflict()
                        ? Texts.get("page.changes-conflict", 1)
                        : change.restart() ? Texts.get("page.restart-mark") : "");
        mark.setWrapText(false);
        Region space = new Region();
        space.setMinWidth(16);
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox line = new HBox(8, name, space, mark, new Label(Texts.get("page.revert")));
        line.setAlignment(Pos.CENTER_LEFT);
        CustomMenuItem item = new CustomMenuItem(line);
        item.setOnAction(event -> draft.revert(change.part()));
        return item;
    }
}
