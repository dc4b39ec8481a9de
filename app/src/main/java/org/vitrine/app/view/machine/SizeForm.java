package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.TextFormatter;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.DiskSize;

/** Asks for a disk's size in GiB, in place, and says at once what cannot be. */
final class SizeForm extends VBox {
    private final TextField field = new TextField();
    private final Label line = new Label();
    private final Button accept = new Button();
    private final long least;
    private final OptionalLong free;

    /**
     * @param proposed in bytes
     * @param least what it must be larger than, in bytes
     * @param free on the host's file system, in bytes; empty if that is not known
     */
    SizeForm(
            String name,
            String verb,
            long proposed,
            long least,
            OptionalLong free,
            LongConsumer done,
            Runnable cancelled) {
        super(4);
        this.least = least;
        this.free = free;
        getStyleClass().add("inline-form");
        Label label = new Label(name);
        label.setLabelFor(field);
        field.setId("size.field");
        field.setAccessibleText(name);
        field.setPrefColumnCount(7);
        field.setText(DiskSize.gibibytes(proposed));
        field.setTextFormatter(
                new TextFormatter<>(change -> change.getControlNewText().matches("[0-9.,]{0,9}") ? change : null));
        accept.setText(verb);
        accept.setId("size.accept");
        accept.getStyleClass().add(Styles.ACCENT);
        accept.setOnAction(event -> DiskSize.parse(field.getText()).ifPresent(done::accept));
        Button cancel = new Button(Texts.get("page.cancel"));
        cancel.setId("size.cancel");
        cancel.setOnAction(event -> cancelled.run());
        field.setOnAction(event -> accept.fire());
        FlowPane controls = new FlowPane(8, 8, label, field, new Label("GiB"), accept, cancel);
        controls.setAlignment(Pos.CENTER_LEFT);
        line.setWrapText(true);
        getChildren().addAll(controls, line);
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                cancelled.run();
            }
        });
        field.textProperty().subscribe(this::check);
        sceneProperty().subscribe(scene -> {
            if (scene != null) {
                javafx.application.Platform.runLater(field::requestFocus);
            }
        });
    }

    private void check(String text) {
        OptionalLong size = DiskSize.parse(text);
        String problem = "";
        if (size.isEmpty()) {
            problem = Texts.get("disks.size-unusable");
        } else if (size.getAsLong() <= least) {
            problem = Texts.get("disks.size-small", Sizes.bytes(least));
        } else if (size.getAsLong() > DiskSize.MOST) {
            problem = Texts.get("disks.size-large", Sizes.bytes(DiskSize.MOST));
        }
        accept.setDisable(!problem.isEmpty());
        boolean scarce = problem.isEmpty() && free.isPresent() && size.getAsLong() > free.getAsLong();
        line.getStyleClass().setAll("label", problem.isEmpty() && !scarce ? "text-small" : "problem-line");
        line.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("danger"), !problem.isEmpty());
        line.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("warning"), scarce);
        if (!problem.isEmpty()) {
            line.setText(problem);
        } else if (free.isPresent()) {
            line.setText(Texts.get(scarce ? "disks.size-scarce" : "disks.size-free", Sizes.bytes(free.getAsLong())));
        } else {
            line.setText("");
        }
        field.setAccessibleHelp(line.getText());
    }
}
