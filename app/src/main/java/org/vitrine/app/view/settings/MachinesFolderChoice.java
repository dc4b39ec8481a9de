package org.vitrine.app.view.settings;

import atlantafx.base.theme.Styles;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.MachinesFolder;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.viewmodel.Threads;

/** The folder that machines are kept in: where it is, another, and what becomes of the machines that are in this one. */
final class MachinesFolderChoice extends VBox {
    private final MachinesFolder machines;
    private final Threads threads;
    private final Path before;
    private final FolderRow row;
    private final Hyperlink usual = new Hyperlink(Texts.get("preferences.machines-usual"));
    private final Label note = new Label();
    private final ProblemWords problem = new ProblemWords();

    MachinesFolderChoice(Desk desk, Stage stage) {
        super(8);
        this.machines = new MachinesFolder(desk.settings(), desk.folders());
        this.threads = desk.threads();
        this.before = machines.path();
        row = new FolderRow(
                "preferences.machines", () -> desk.files().chooseFolder(stage).ifPresent(this::choose));
        usual.setId("preferences.machines-usual");
        usual.setOnAction(event -> {
            machines.chooseUsual();
            show(Optional.empty());
        });
        usual.managedProperty().bind(usual.visibleProperty());
        note.setWrapText(true);
        note.getStyleClass().addAll(Styles.TEXT_SMALL, Styles.TEXT_MUTED);
        problem.setId("preferences.machines-problem");
        getChildren().addAll(row, problem, note, usual);
        show(Optional.empty());
    }

    private void choose(Path folder) {
        threads.background().execute(() -> {
            Optional<String> trouble = Optional.empty();
            try {
                machines.choose(folder);
            } catch (Refusal e) {
                trouble = Optional.of(e.sentence());
            }
            Optional<String> told = trouble;
            threads.ui().execute(() -> show(told));
        });
    }

    private void show(Optional<String> trouble) {
        Path now = machines.path();
        row.show(now.toString());
        usual.setVisible(!machines.isUsual());
        note.setText(
                now.equals(before)
                        ? Texts.get("preferences.machines-note")
                        : Texts.get("preferences.machines-changed", before));
        problem.show(trouble);
    }
}
