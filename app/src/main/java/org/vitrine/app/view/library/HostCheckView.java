package org.vitrine.app.view.library;

import atlantafx.base.theme.Styles;
import java.util.Locale;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.vitrine.app.model.host.HostFinding;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.library.HostViewModel;

/** What the host can do, a line each; under one that it cannot, how to mend it. */
final class HostCheckView extends VBox {
    private static final double GAP = 8;

    private final HostViewModel model;
    private final Button again = new Button(Texts.get("start.check-again"));

    HostCheckView(HostViewModel model) {
        super(GAP);
        this.model = model;
        setId("host-check");
        getStyleClass().add("host-check");
        again.setId("check-again");
        again.setOnAction(event -> model.check());
        model.findings().addListener((ListChangeListener<HostFinding>) change -> refresh());
        refresh();
    }

    private void refresh() {
        boolean focused = again.isFocused();
        getChildren().setAll(model.findings().stream().map(this::line).toList());
        if (!model.ableProperty().get()) {
            getChildren().add(again);
            if (focused) {
                again.requestFocus();
            }
        }
    }

    /** The button that checks again; it is there while this host cannot run guests. */
    Button again() {
        return again;
    }

    private HBox line(HostFinding finding) {
        Label sentence = new Label(finding.sentence());
        sentence.setWrapText(true);
        VBox words = new VBox(sentence);
        HBox.setHgrow(words, Priority.ALWAYS);
        finding.mend().ifPresent(mend -> {
            Label label = new Label(mend);
            label.setWrapText(true);
            label.getStyleClass().add(Styles.TEXT_MUTED);
            words.getChildren().add(label);
        });
        HBox line = new HBox(GAP, icon(finding), words);
        line.getStyleClass()
                .addAll(
                        "host-finding",
                        "host-" + finding.condition().severity().name().toLowerCase(Locale.ROOT));
        line.setAlignment(Pos.TOP_LEFT);
        finding.mendCommand().ifPresent(command -> line.getChildren().add(copyButton(command)));
        return line;
    }

    private static Icon icon(HostFinding finding) {
        return Icon.of(
                switch (finding.condition().severity()) {
                    case GOOD -> "check";
                    case WARNING -> "warning";
                    case FAILURE -> "problem";
                },
                Icon.MEDIUM);
    }

    private static Button copyButton(String command) {
        Button copy = Buttons.icon("copy", "start.copy-command", () -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(command);
            boolean unused = Clipboard.getSystemClipboard().setContent(content);
        });
        copy.getStyleClass().add(Styles.SMALL);
        return copy;
    }
}
