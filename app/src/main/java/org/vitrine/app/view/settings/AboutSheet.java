package org.vitrine.app.view.settings;

import atlantafx.base.theme.Styles;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.VBox;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;

/** What this is, and on what it runs. */
public final class AboutSheet extends VBox {
    private final Button copy = new Button(Texts.get("about.copy"));

    public AboutSheet(UserFolders folders) {
        super(16);
        setAlignment(Pos.TOP_CENTER);
        getStyleClass().add("sheet-content");
        Label name = new Label(Texts.get("app.name"));
        name.getStyleClass().add("page-title");
        Label what = new Label(Texts.get("about.what"));
        what.setWrapText(true);
        String facts = Texts.get(
                "about.facts",
                "0.1.0",
                Runtime.version().toString(),
                System.getProperty("javafx.runtime.version", ""),
                System.getProperty("os.version", ""),
                folders.state());
        Label details = new Label(facts);
        details.setWrapText(true);
        details.getStyleClass().addAll(Styles.TEXT_MUTED, "figure");
        copy.setOnAction(event -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(facts);
            boolean unused = Clipboard.getSystemClipboard().setContent(content);
        });
        getChildren().addAll(Icon.of("application", 72), name, what, details, copy);
    }

    /** What has the keyboard at first. */
    public Node first() {
        return copy;
    }
}
