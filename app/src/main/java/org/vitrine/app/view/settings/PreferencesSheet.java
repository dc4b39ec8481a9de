package org.vitrine.app.view.settings;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ChoiceBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.controlsfx.control.ToggleSwitch;
import org.vitrine.app.model.Language;
import org.vitrine.app.model.Settings;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.SystemFilePicker;
import org.vitrine.app.view.parts.ValueWords;
import org.vitrine.app.view.style.Theme.Appearance;
import org.vitrine.app.viewmodel.console.ConsolePreferences;
import org.vitrine.display.console.ScaleMode;

/** What is as the user likes it. Each choice holds at once, and is remembered. */
public final class PreferencesSheet extends ScrollPane {
    private static final double CHOICE = 232;

    private final ChoiceBox<Appearance> appearance;

    public PreferencesSheet(Desk desk, Stage stage) {
        Settings settings = desk.settings();
        appearance = choice(
                "preferences.appearance",
                List.of(Appearance.values()),
                each -> Texts.get("app.appearance-" + each.ordinal()),
                desk.theme().appearanceProperty().get(),
                desk.theme().appearanceProperty()::set);
        ChoiceBox<String> language = choice(
                "preferences.language",
                Language.choices(),
                Language::label,
                Language.chosen(settings),
                tag -> Language.choose(settings, tag));
        ConsolePreferences console = new ConsolePreferences(settings);
        ChoiceBox<ScaleMode> scale = choice(
                "preferences.scale",
                Stream.of(ScaleMode.values()).toList(),
                each -> Texts.get("preferences.scale-" + each.ordinal()),
                console.scaleMode(),
                console::setScaleMode);
        ToggleSwitch hints = new ToggleSwitch();
        hints.setId("preferences.grab-hints");
        hints.setAccessibleText(Texts.get("preferences.grab-hints"));
        hints.setSelected(console.hints());
        hints.selectedProperty().subscribe(is -> console.setHints(is));
        VBox column = new VBox(
                24,
                section(
                        "preferences.general",
                        row("preferences.appearance", appearance),
                        row("preferences.language", language),
                        note("preferences.language-note"),
                        new StartSwitch(desk)),
                section("preferences.folders", discs(desk, stage), new MachinesFolderChoice(desk, stage)),
                section(
                        "preferences.console",
                        row("preferences.scale", scale),
                        row("preferences.grab-hints", hints),
                        note("preferences.grab-note")));
        column.getStyleClass().add("sheet-content");
        setContent(column);
        setFitToWidth(true);
        setFocusTraversable(false);
        getStyleClass().add("sheet-scroll");
    }

    /** What has the keyboard at first. */
    public Node first() {
        return appearance;
    }

    private static <T> ChoiceBox<T> choice(
            String key, List<T> all, Function<T, String> label, T chosen, Consumer<T> choose) {
        ChoiceBox<T> box = new ChoiceBox<>();
        box.setId(key);
        box.setAccessibleText(Texts.get(key));
        box.setConverter(new ValueWords<>(label));
        box.getItems().setAll(all);
        box.setValue(chosen);
        box.valueProperty().addListener((value, was, is) -> choose.accept(is));
        // All are as wide as the widest, so that they stand in a column.
        box.setMinWidth(CHOICE);
        box.setMaxWidth(CHOICE);
        return box;
    }

    private static FolderRow discs(Desk desk, Stage stage) {
        FolderRow[] row = {null};
        row[0] = new FolderRow(
                "preferences.discs",
                () -> desk.files().chooseFolder(stage).ifPresent(chosen -> {
                    desk.settings().put(SystemFilePicker.KEY, chosen.toString());
                    row[0].show(chosen.toString());
                }));
        row[0].show(desk.settings().get(SystemFilePicker.KEY).orElse(Texts.get("preferences.discs-none")));
        return row[0];
    }

    /** What a control is for, and the control at the end of the line. */
    static HBox row(String key, Node control) {
        Label label = new Label(Texts.get(key));
        label.setLabelFor(control);
        label.setWrapText(true);
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        HBox row = new HBox(12, label, control);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    private static Label note(String key) {
        Label label = new Label(Texts.get(key));
        label.setWrapText(true);
        label.getStyleClass().addAll(Styles.TEXT_SMALL, Styles.TEXT_MUTED);
        return label;
    }

    private static VBox section(String key, Node... content) {
        Label title = new Label(Texts.get(key));
        title.getStyleClass().add("section-title");
        VBox box = new VBox(12, title);
        box.getChildren().addAll(content);
        return box;
    }
}
