package org.vitrine.app.view.machine;

import java.nio.file.Path;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.DraftDisks;

/** One CD-ROM drive and the disc in it. */
final class DriveRow extends HBox {
    private final String id;
    private final Fields fields;
    private final Label name = new Label();
    private final Label disc = Form.hint("");
    private final Button eject;

    DriveRow(String id, Fields fields, DraftDisks disks, Files files) {
        super(12);
        this.id = id;
        this.fields = fields;
        getStyleClass().add("device-row");
        setAlignment(Pos.CENTER_LEFT);
        name.getStyleClass().add("device-name");
        disc.setWrapText(false);
        disc.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        disc.setMinWidth(0);
        VBox words = new VBox(2, name, disc);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        Button change = new Button(Texts.get("disks.change-disc"));
        change.setId("disks.change-disc-" + id);
        change.setMinWidth(USE_PREF_SIZE);
        change.setOnAction(event -> files.chooseDisc().ifPresent(iso -> disks.insert(id, iso)));
        eject = Buttons.icon("eject", "disks.eject", () -> disks.insert(id, null));
        eject.setId("disks.eject-" + id);
        Button remove = Buttons.icon("trash", "disks.remove-drive", () -> disks.removeDrive(id));
        remove.setId("disks.remove-drive-" + id);
        getChildren().addAll(Icon.of("disc", 24), words, change, eject, remove);
    }

    void refresh() {
        fields.draft().config().optical().stream()
                .filter(drive -> drive.id().equals(id))
                .findFirst()
                .ifPresent(drive -> {
                    name.setText(Texts.get(
                            "boot.cd", fields.draft().config().optical().indexOf(drive) + 1));
                    Path medium = drive.medium();
                    disc.setText(medium == null ? Texts.get("disks.empty") : String.valueOf(medium.getFileName()));
                    disc.setTooltip(medium == null ? null : new Tooltip(medium.toString()));
                    eject.setDisable(medium == null);
                });
    }
}
