package org.vitrine.app.view.machine;

import java.nio.file.Path;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.MachineFileText;
import org.vitrine.app.viewmodel.machine.Section;

/** The configuration as text. */
final class FileSection extends SectionView {
    FileSection(Fields fields, Checks checks, Files files, Path folder) {
        super(Section.FILE);
        MachineFileText model = new MachineFileText(fields.draft(), folder);
        TextArea text = new TextArea();
        text.setId("file.text");
        text.setAccessibleText(Texts.get("page.file"));
        text.getStyleClass().add("log");
        text.setPrefRowCount(28);
        text.setMinHeight(240);
        Fields.leadOn(text);
        VBox.setVgrow(text, Priority.ALWAYS);
        model.textProperty().subscribe(is -> {
            if (!is.equals(text.getText())) {
                text.setText(is);
            }
        });
        Label problem = checks.watch(text, model::problem);
        text.textProperty().addListener((value, was, is) -> model.type(is));
        model.problemProperty().subscribe(is -> checks.again());
        Label path = Form.hint(folder.resolve("machine.json").toString());
        Button open = new Button(Texts.get("file.open-folder"));
        open.setId("file.open-folder");
        open.setMinWidth(USE_PREF_SIZE);
        open.setOnAction(event -> files.open(folder));
        HBox.setHgrow(path, Priority.ALWAYS);
        path.setMaxWidth(Double.MAX_VALUE);
        path.setMinWidth(0);
        add(new HBox(8, path, open), text, problem);
        VBox.setVgrow(this, Priority.ALWAYS);
    }
}
