package org.vitrine.app.view.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.Setting;
import org.vitrine.engine.config.MachineConfig;

/** Where COM1 goes. */
final class SerialSection extends SectionView {
    private static final String NONE = "none";
    private static final String STDIO = "stdio";

    private enum Target {
        NONE,
        FILE,
        STDIO;

        static Target of(MachineConfig config) {
            return switch (config.serial()) {
                case SerialSection.NONE -> NONE;
                case SerialSection.STDIO -> STDIO;
                default -> FILE;
            };
        }
    }

    SerialSection(Fields fields, Checks checks, Files files, Path folder) {
        super(Section.SERIAL);
        List<Target> targets = new ArrayList<>(List.of(Target.NONE, Target.FILE));
        if (Target.of(fields.draft().config()) == Target.STDIO) {
            targets.add(Target.STDIO);
        }
        Path usual = folder.resolve("serial.log");
        ComboBox<Target> target = fields.choice(
                "serial.target",
                targets,
                each -> Texts.get("serial." + each.name().toLowerCase(Locale.ROOT)),
                Target::of,
                (config, chosen) -> config.withSerial(
                        switch (chosen) {
                            case NONE -> NONE;
                            case STDIO -> STDIO;
                            case FILE -> Target.of(config) == Target.FILE ? config.serial() : usual.toString();
                        }));
        TextField path = fields.text(
                "serial.path",
                config -> Target.of(config) == Target.FILE ? config.serial() : "",
                (config, text) -> Target.of(config) == Target.FILE ? config.withSerial(text) : config);
        path.setAccessibleText(Texts.get("serial.path"));
        HBox.setHgrow(path, Priority.ALWAYS);
        Button choose = new Button(Texts.get("serial.choose"));
        choose.setId("serial.choose");
        choose.setMinWidth(USE_PREF_SIZE);
        choose.setOnAction(event -> files.chooseNewFile(Texts.get("serial.choose-title"), usual)
                .ifPresent(file -> fields.edit(config -> config.withSerial(file.toString()))));
        HBox line = new HBox(8, path, choose);
        line.setAlignment(Pos.CENTER_LEFT);
        line.managedProperty().bind(line.visibleProperty());
        fields.follow(() -> line.setVisible(Target.of(fields.draft().config()) == Target.FILE));
        target.setMinWidth(240);
        add(new Form().row(Setting.SERIAL.label(), target, line, checks.watch(path, Setting.SERIAL)));
    }
}
