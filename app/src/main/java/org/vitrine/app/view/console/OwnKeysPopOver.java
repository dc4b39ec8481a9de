package org.vitrine.app.view.console;

import atlantafx.base.theme.Styles;
import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.PopOver;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.PopOvers;
import org.vitrine.app.viewmodel.console.KeyCombination;
import org.vitrine.app.viewmodel.console.OwnKeys;

/** Takes a combination in words, to be sent and to be kept, and shows those that are kept. */
final class OwnKeysPopOver {
    private final OwnKeys own;
    private final Consumer<KeyCombination> send;
    private final TextField field = new TextField();
    private final VBox kept = new VBox(4);
    private final PopOver window;

    OwnKeysPopOver(OwnKeys own, Consumer<KeyCombination> send) {
        this.own = own;
        this.send = send;
        Label name = new Label(Texts.get("console.own-keys-name"));
        name.setLabelFor(field);
        field.setId("console.own-keys-field");
        field.setAccessibleText(name.getText());
        field.setPromptText("Ctrl+Alt+Backspace");
        Label problem = new Label();
        problem.setWrapText(true);
        problem.getStyleClass().add("text-small");
        Button sendIt = new Button(Texts.get("console.own-keys-send"));
        sendIt.setId("console.own-keys-send");
        sendIt.getStyleClass().add(Styles.ACCENT);
        Button keepIt = new Button(Texts.get("console.own-keys-keep"));
        keepIt.setId("console.own-keys-keep");
        field.textProperty().subscribe(text -> {
            boolean known = KeyCombination.parse(text).isPresent();
            sendIt.setDisable(!known);
            keepIt.setDisable(!known);
            problem.setText(known || text.isBlank() ? "" : Texts.get("console.own-keys-unknown"));
        });
        VBox content = new VBox(8, name, field, problem, new HBox(8, sendIt, keepIt), kept);
        content.setPadding(new Insets(16));
        content.setPrefWidth(320);
        window = PopOvers.of(content);
        window.setArrowLocation(PopOver.ArrowLocation.TOP_RIGHT);
        sendIt.setOnAction(event -> KeyCombination.parse(field.getText()).ifPresent(keys -> {
            window.hide();
            send.accept(keys);
        }));
        keepIt.setOnAction(event -> KeyCombination.parse(field.getText()).ifPresent(keys -> {
            own.add(keys);
            field.clear();
            fill();
        }));
        field.setOnAction(event -> sendIt.fire());
    }

    private void fill() {
        kept.getChildren()
                .setAll(own.all().stream()
                        .map(keys -> {
                            Label label = new Label(keys.label());
                            label.setMaxWidth(Double.MAX_VALUE);
                            HBox.setHgrow(label, Priority.ALWAYS);
                            Button remove = Buttons.icon("trash", "console.own-keys-remove", () -> {
                                own.remove(keys);
                                fill();
                            });
                            remove.setAccessibleText(Texts.get("console.own-keys-remove") + ": " + keys.label());
                            HBox line = new HBox(8, label, remove);
                            line.setAlignment(Pos.CENTER_LEFT);
                            return line;
                        })
                        .toList());
    }

    void show(Node beside) {
        fill();
        window.show(beside);
        field.requestFocus();
    }
}
