package org.vitrine.app.view.shell;

import java.util.Optional;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Place;
import org.vitrine.app.view.parts.Icon;

/** The machines on disk cannot be read at all: why, and a second try. */
final class NoLibraryPlace implements Place {
    private final Button again = new Button(Texts.get("library.try-again"));
    private final VBox node;

    /** @param usual goes back to the usual folder; empty if that is the one that was not opened */
    NoLibraryPlace(String sentence, Runnable tryAgain, Optional<Runnable> usual) {
        Label title = new Label(Texts.get("library.not-opened"));
        title.getStyleClass().add("page-title");
        Label reason = new Label(sentence);
        reason.setId("library.reason");
        reason.setWrapText(true);
        reason.setMaxWidth(560);
        again.setId("library.try-again");
        again.setOnAction(event -> tryAgain.run());
        HBox buttons = new HBox(8, again);
        buttons.setAlignment(Pos.CENTER);
        usual.ifPresent(action -> {
            Button back = new Button(Texts.get("preferences.machines-usual"));
            back.setId("preferences.machines-usual");
            back.setOnAction(event -> action.run());
            buttons.getChildren().add(back);
        });
        node = new VBox(16, Icon.of("problem", 48), title, reason, buttons);
        node.getStyleClass().addAll("nothing", "host-failure");
        node.setAlignment(Pos.CENTER);
    }

    @Override
    public Parent node() {
        return node;
    }

    @Override
    public ObservableValue<String> titleProperty() {
        return new SimpleStringProperty(Texts.get("app.name"));
    }

    @Override
    public void begin() {
        again.requestFocus();
    }

    @Override
    public void close() {}
}
