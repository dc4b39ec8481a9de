package org.vitrine.app.view.create;

import atlantafx.base.theme.Styles;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.CheckedName;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.view.parts.SheetHost;
import org.vitrine.app.viewmodel.library.NamingViewModel;

/** Asks for a machine's new name, or its clone's, and whether that shares the machine's disks. */
public final class NamingSheet extends VBox {
    private final CheckedName name;

    private NamingSheet(NamingViewModel model, Runnable done) {
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

    /** Asks over a place. @param accepted is run once what was asked is being done */
    public static void show(SheetHost sheets, NamingViewModel model, Runnable accepted) {
        NamingSheet sheet = new NamingSheet(model, () -> {
            sheets.hide();
            accepted.run();
        });
        sheets.show("naming", model.title(), sheet, sheet.name.field(), () -> {});
    }
}
