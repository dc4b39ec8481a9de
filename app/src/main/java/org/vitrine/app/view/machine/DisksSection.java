package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.nio.file.Path;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.DiskImages;
import org.vitrine.app.viewmodel.machine.DraftDisks;
import org.vitrine.app.viewmodel.machine.Edit;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfig.Optical;

/** Disks and CD-ROM drives: what is there, and what can be added. */
final class DisksSection extends SectionView {
    private static final double GAP = 8;

    private final Fields fields;
    private final Checks checks;
    private final Files files;
    private final DraftDisks disks;
    private final DiskImages images;
    private final DiskMoves moves;
    private final VBox list = new VBox(GAP);
    private final VBox drives = new VBox(GAP);
    private final VBox fresh = new VBox();
    private final Button create;
    private final Button use;
    private final Button addDrive;

    DisksSection(Fields fields, Checks checks, Files files, DraftDisks disks, DiskImages images, DiskMoves moves) {
        super(Section.DISKS);
        this.fields = fields;
        this.checks = checks;
        this.files = files;
        this.disks = disks;
        this.images = images;
        this.moves = moves;
        create = button("disks.create", () -> fresh.getChildren().setAll(newDisk()));
        use = button("disks.use", this::useImage);
        addDrive = button("disks.add-drive", disks::addDrive);
        FlowPane diskButtons = new FlowPane(GAP, GAP, create, use);
        diskButtons.setAlignment(Pos.CENTER_LEFT);
        // Where it was it would still take clicks from what is there now.
        fresh.visibleProperty().bind(javafx.beans.binding.Bindings.isNotEmpty(fresh.getChildren()));
        fresh.managedProperty().bind(fresh.visibleProperty());
        add(
                heading(Texts.get("disks.disks")),
                list,
                fresh,
                diskButtons,
                heading(Texts.get("disks.drives")),
                drives,
                addDrive);
        fields.follow(this::refresh);
        images.factsProperty().addListener((value, was, is) -> refresh());
    }

    private static Button button(String key, Runnable action) {
        Button button = new Button(Texts.get(key));
        button.setId(key);
        button.setOnAction(event -> action.run());
        return button;
    }

    private SizeForm newDisk() {
        SizeForm form = new SizeForm(
                Texts.get("disks.new-size"),
                Texts.get("disks.create-it"),
                DiskImages.USUAL_SIZE,
                0,
                images.free(),
                size -> {
                    disks.create(size);
                    fresh.getChildren().clear();
                },
                () -> fresh.getChildren().clear());
        form.setId("disks.new");
        return form;
    }

    private void useImage() {
        Optional<Path> chosen = files.chooseImage();
        chosen.ifPresent(image -> images.look(image, facts -> disks.use(image, facts.format(), facts.isReadOnly())));
    }

    private void refresh() {
        Edit edit = fields.draft().edit();
        Rows.keep(list, edit.config().disks().stream().map(Disk::id).toList(), this::row);
        Rows.keep(drives, edit.config().optical().stream().map(Optical::id).toList(), this::driveRow);
        if (edit.config().disks().isEmpty()) {
            list.getChildren().setAll(note("disks.none"));
        }
        if (edit.config().optical().isEmpty()) {
            drives.getChildren().setAll(note("disks.no-drives"));
        }
        create.setDisable(!disks.hasRoomForDisk());
        use.setDisable(!disks.hasRoomForDisk());
        addDrive.setDisable(!disks.hasRoomForDrive());
        list.getChildren().forEach(node -> {
            if (node instanceof DiskRow row) {
                row.refresh();
            }
        });
        drives.getChildren().forEach(node -> {
            if (node instanceof DriveRow row) {
                row.refresh();
            }
        });
    }

    private Node row(String id) {
        return new DiskRow(id, fields, checks, disks, images, moves);
    }

    private Node driveRow(String id) {
        return new DriveRow(id, fields, disks, files);
    }

    private static Label note(String key) {
        Label note = new Label(Texts.get(key));
        note.setWrapText(true);
        note.getStyleClass().add(Styles.TEXT_MUTED);
        return note;
    }

    @Override
    void shown() {
        images.forget();
        refresh();
    }
}
