package org.vitrine.app.view.library;

import atlantafx.base.theme.Styles;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.CheckedName;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.library.NamingViewModel;

/** Asks for a machine's new name, or its clone's, and whether that shares the machine's disks. */
final class NamingSheet extends VBox {
    static final String ID = "naming";

    private final CheckedName name;

    /** @param done is run when it was accepted */
    NamingSheet(NamingViewModel model, Runnable done) {
        super(16);
        getStyleClass().add("sheet-content");
        name = new CheckedName("naming.name", model.nameProperty(), model::problem);
        name.field().setAccessibleText(Texts.get("part.name"));
        Label caption = new Label(Texts.get("part.name"));
        caption.getStyleClass().add("field-name");
        caption.setLabelFor(name.field());
        CheckBox linked = new CheckBox(Texts.get("snapshots.clone-linked"));
        linked.setId("naming.linked");
        linked.setWrapText(true);
        linked.selectedProperty().bindBidirectional(model.linkedProperty());
        Presence.show(linked, model.isClone());
        Button accept = new Button(Texts.get(model.isClone() ? "naming.clone" : "naming.rename"));
        accept.setId("naming.accept");
        accept.getStyleClass().add(Styles.ACCENT);
        accept.setDefaultButton(true);
        accept.disableProperty().bind(name.isWrong());
        accept.setOnAction(event -> {
            if (model.accept()) {
                done.run();
            }
        });
        getChildren().addAll(new VBox(4, caption, name.field(), name.problem()), linked, accept);
    }

    TextField first() {
        return name.field();
    }
}
