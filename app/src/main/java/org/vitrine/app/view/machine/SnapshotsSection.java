package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.SnapshotsModel;

/** The tree of snapshots, and under it the one that is chosen. */
final class SnapshotsSection extends SectionView {
    private final SnapshotsModel model;
    private final Supplier<String> machineName;
    private final SnapshotTreeView tree;
    private final ScrollPane scroll;
    private final VBox detail = new VBox(12);
    private final VBox inline = new VBox();
    private final Label damaged = new Label();
    private final Label empty = new Label(Texts.get("snapshots.none"));
    /** The chosen one's. */
    private TextField nameField = new TextField();

    private Optional<Snapshot> shown = Optional.empty();
    private final Label facts = Form.hint("");

    private final Button take = new Button(Texts.get("snapshots.take"));

    SnapshotsSection(SnapshotsModel model, Supplier<String> machineName) {
        super(Section.SNAPSHOTS);
        this.model = model;
        this.machineName = machineName;
        tree = new SnapshotTreeView(model);
        scroll = new ScrollPane(tree);
        scroll.setId("snapshots.scroll");
        scroll.setFitToHeight(true);
        scroll.setFocusTraversable(false);
        scroll.setPannable(true);
        scroll.setMinHeight(USE_PREF_SIZE);
        scroll.getStyleClass().add("snapshot-scroll");
        take.setId("snapshots.take");
        take.setGraphic(Icon.of("camera", Icon.SMALL));
        take.getStyleClass().add(Styles.ACCENT);
        take.setOnAction(event -> askTake());
        empty.setWrapText(true);
        damaged.setWrapText(true);
        damaged.getStyleClass().add("problem-line");
        damaged.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("warning"), true);
        for (javafx.scene.Node node : new javafx.scene.Node[] {damaged, empty, scroll, detail}) {
            node.managedProperty().bind(node.visibleProperty());
        }
        // Where it was it would still take clicks from what is there now.
        inline.visibleProperty().bind(javafx.beans.binding.Bindings.isNotEmpty(inline.getChildren()));
        inline.managedProperty().bind(inline.visibleProperty());
        add(take, inline, empty, damaged, scroll, detail);
        model.layoutProperty().subscribe(layout -> {
            boolean none = layout.places().isEmpty();
            scroll.setVisible(!none);
            scroll.setPrefViewportHeight(Math.min(480, tree.getPrefHeight() + 20));
            empty.setVisible(none && model.knownProperty().get());
        });
        model.knownProperty()
                .subscribe(known -> empty.setVisible(
                        known && model.layoutProperty().get().places().isEmpty()));
        model.damagedProperty().subscribe(sentences -> {
            damaged.setText(String.join("\n", sentences));
            damaged.setVisible(!sentences.isEmpty());
        });
        model.selectedProperty().subscribe(this::showDetail);
        tree.addEventHandler(KeyEvent.KEY_PRESSED, this::treeKey);
    }

    private void treeKey(KeyEvent event) {
        Optional<Snapshot> item = model.selectedProperty().get();
        if (item.isPresent() && event.getCode() == KeyCode.DELETE) {
            askDelete(item.get());
            event.consume();
        } else if (item.isPresent() && event.getCode() == KeyCode.F2) {
            nameField.requestFocus();
            event.consume();
        }
    }

    /** Asks for a name, which may stay as proposed. */
    void askTake() {
        // The button stays as it is meanwhile: it has the keyboard.
        if (model.busyProperty().get()) {
            return;
        }
        TextField name = new TextField(SnapshotsModel.proposedName());
        name.setId("snapshots.take-name");
        name.setAccessibleText(Texts.get("snapshots.name"));
        name.setPrefColumnCount(28);
        TextField note = new TextField();
        note.setId("snapshots.take-note");
        note.setPromptText(Texts.get("snapshots.note"));
        note.setAccessibleText(Texts.get("snapshots.note"));
        note.setPrefColumnCount(28);
        Button accept = accept("snapshots.take-now", () -> model.take(name.getText(), note.getText()));
        name.setOnAction(event -> accept.fire());
        note.setOnAction(event -> accept.fire());
        ask(Texts.get("snapshots.take-question"), name, note, accept);
        name.requestFocus();
        name.selectAll();
    }

    private void askRevert(Snapshot item) {
        Button keep = accept("snapshots.revert-keep", () -> model.revert(item, true));
        Button lose = button("snapshots.revert-lose", () -> {
            dismiss();
            model.revert(item, false);
        });
        lose.getStyleClass().add(Styles.DANGER);
        ask(Texts.get("snapshots.revert-question", item.name()), keep, lose);
        keep.requestFocus();
    }

    private void askDelete(Snapshot item) {
        Button accept = accept("snapshots.delete-now", () -> model.delete(item));
        accept.getStyleClass().remove(Styles.ACCENT);
        accept.getStyleClass().add(Styles.DANGER);
        ask(model.deleteWords(item), accept);
        accept.requestFocus();
    }

    private void askClone(Snapshot item) {
        TextField name = new TextField(SnapshotsModel.cloneName(machineName.get(), item));
        name.setId("snapshots.clone-name");
        name.setAccessibleText(Texts.get("part.name"));
        name.setPrefColumnCount(28);
        CheckBox linked = new CheckBox(Texts.get("snapshots.clone-linked"));
        linked.setId("snapshots.clone-linked");
        linked.setWrapText(true);
        Button accept = accept("snapshots.clone-now", () -> model.clone(item, name.getText(), linked.isSelected()));
        name.setOnAction(event -> accept.fire());
        ask(Texts.get("snapshots.clone-question", item.name()), name, accept, linked);
        name.requestFocus();
        name.selectAll();
    }

    private Button accept(String key, Runnable action) {
        Button button = button(key, () -> {
            // The keyboard stays on the page when what had it goes.
            dismiss();
            action.run();
        });
        button.getStyleClass().add(Styles.ACCENT);
        return button;
    }

    private static Button button(String key, Runnable action) {
        Button button = new Button(Texts.get(key));
        button.setId(key);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(event -> action.run());
        return button;
    }

    private void ask(String question, javafx.scene.Node... controls) {
        Label words = new Label(question);
        words.setWrapText(true);
        words.setId("snapshots.question");
        FlowPane line = new FlowPane(8, 8, controls);
        line.getChildren().add(button("page.cancel", this::dismiss));
        line.setAlignment(Pos.CENTER_LEFT);
        VBox form = new VBox(8, words, line);
        form.getStyleClass().add("inline-form");
        form.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                dismiss();
                event.consume();
            }
        });
        inline.getChildren().setAll(form);
    }

    private void dismiss() {
        inline.getChildren().clear();
        tree.selectedNode().ifPresentOrElse(SnapshotNode::requestFocus, take::requestFocus);
    }

    /** What is asked stays asked when the tree is read again; it goes when another one is chosen. */
    private void showDetail(Optional<Snapshot> chosen) {
        if (!chosen.map(Snapshot::id).equals(shown.map(Snapshot::id))) {
            inline.getChildren().clear();
        }
        chosen.ifPresent(item -> facts.setText(SnapshotsModel.facts(item)));
        // Controls that are made anew would miss a click that is under way.
        boolean asItWas = chosen.isPresent() && words(chosen).equals(words(shown));
        shown = chosen;
        if (asItWas) {
            return;
        }
        detail.setVisible(chosen.isPresent());
        chosen.ifPresent(item -> {
            TextField name = new TextField(item.name());
            nameField = name;
            name.setId("snapshots.name");
            TextArea note = new TextArea(item.note());
            note.setId("snapshots.note");
            note.setWrapText(true);
            note.setPrefRowCount(3);
            note.setMinHeight(USE_PREF_SIZE);
            note.setPromptText(Texts.get("snapshots.note"));
            Runnable keep = () -> model.describe(item, name.getText(), note.getText());
            name.setOnAction(event -> keep.run());
            name.focusedProperty().addListener((value, was, is) -> {
                if (!is) {
                    keep.run();
                }
            });
            note.focusedProperty().addListener((value, was, is) -> {
                if (!is) {
                    keep.run();
                }
            });
            Fields.leadOn(note);
            Button revert = button("snapshots.revert", () -> askRevert(item));
            Button clone = button("snapshots.clone", () -> askClone(item));
            Button delete = button("snapshots.delete", () -> askDelete(item));
            for (Button each : new Button[] {revert, clone, delete}) {
                each.disableProperty().bind(model.busyProperty());
            }
            FlowPane buttons = new FlowPane(8, 8, revert, clone, delete);
            detail.getChildren()
                    .setAll(
                            facts,
                            new Form()
                                    .row(Texts.get("snapshots.name"), name)
                                    .row(Texts.get("snapshots.note"), note)
                                    .wide(buttons));
            javafx.application.Platform.runLater(this::bringIntoView);
        });
    }

    /** What the detail is made of. */
    private static List<String> words(Optional<Snapshot> item) {
        return item.map(each -> List.of(each.id().toString(), each.name(), each.note()))
                .orElse(List.of());
    }

    private void bringIntoView() {
        tree.selectedNode().ifPresent(node -> {
            double room = tree.getWidth() - scroll.getViewportBounds().getWidth();
            Bounds bounds = node.getBoundsInParent();
            if (room > 0) {
                double left = scroll.getHvalue() * room;
                double right = left + scroll.getViewportBounds().getWidth();
                if (bounds.getMinX() < left || bounds.getMaxX() > right) {
                    scroll.setHvalue(Math.clamp((bounds.getMinX() - SnapshotNode.WIDTH) / room, 0, 1));
                }
            }
        });
    }

    @Override
    void shown() {
        model.refresh();
    }
}
