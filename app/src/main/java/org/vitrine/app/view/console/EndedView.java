package org.vitrine.app.view.console;

import atlantafx.base.theme.Styles;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.console.ConsoleViewModel;

/** What is shown in place of a screen when the machine is off: what happened, and Close. */
final class EndedView extends VBox {
    private static final double GAP = 16;
    private static final int MAX_ROWS = 16;

    private final Label title = new Label();
    private final Label sentence = new Label();
    private final TextArea details = new TextArea();
    private final Button close = new Button(Texts.get("console.close"));

    EndedView(ConsoleViewModel model, Runnable onClose) {
        super(GAP);
        getStyleClass().add("ended-view");
        setId("ended");
        setAlignment(Pos.CENTER);
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        title.getStyleClass().add("page-title");
        title.setId("ended.title");
        title.setWrapText(true);
        sentence.setWrapText(true);
        sentence.setId("ended.sentence");
        details.setEditable(false);
        details.getStyleClass().add("log");
        details.managedProperty().bind(details.visibleProperty());
        close.setId("ended.close");
        close.getStyleClass().add(Styles.ACCENT);
        close.setOnAction(event -> {
            model.sweep();
            onClose.run();
        });
        getChildren().addAll(title, sentence, details, close);
        visibleProperty().bind(model.endedProperty());
        model.endedProperty().subscribe(ended -> {
            if (ended) {
                show(model.name(), model.failureProperty().get());
                close.requestFocus();
            }
        });
    }

    /** The first line is a sentence; registers and the like follow it. */
    private void show(String name, Optional<String> failure) {
        title.setText(Texts.get(failure.isPresent() ? "ended.failed" : "ended.shut-down", name));
        String words = failure.orElse("").strip();
        int end = words.indexOf('\n');
        sentence.setText(end < 0 ? words : words.substring(0, end));
        sentence.setManaged(!words.isEmpty());
        details.setText(end < 0 ? "" : words.substring(end + 1));
        details.setVisible(end >= 0);
        details.setPrefRowCount(
                (int) Math.min(MAX_ROWS, details.getText().lines().count()));
    }
}
