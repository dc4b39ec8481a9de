package org.vitrine.app.view.create;

import atlantafx.base.theme.Styles;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.SegmentedButton;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.CheckedName;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.create.CreateViewModel;
import org.vitrine.app.viewmodel.create.Source;
import org.vitrine.engine.config.Firmware;

/** One new machine: what it is made of, and its few values, each with what is wrong or odd about it beneath. */
final class CreateForm extends VBox {
    private static final int ICON = 40;

    private final CreateViewModel model;
    private final CheckedName name;

    CreateForm(CreateViewModel model, Runnable chooseFile) {
        super(16);
        this.model = model;
        getStyleClass().add("create-form");
        name = new CheckedName("create.name", model.nameProperty(), model::nameProblem);
        model.takenProperty().subscribe(is -> name.checkAgain());
        StepSlider memory =
                new StepSlider("create.memory", Texts.get("create.memory"), model.memoryProperty(), Sizes::mebibytes);
        StepSlider cpus =
                new StepSlider("create.cpus", Texts.get("create.cpus"), model.cpusProperty(), Integer::toString);
        StepSlider disk =
                new StepSlider("create.disk", Texts.get("create.disk"), model.diskProperty(), CreateForm::disk);
        model.limitsProperty().subscribe(limits -> {
            memory.setSteps(limits.memorySteps());
            cpus.setSteps(limits.cpuSteps());
            disk.setSteps(limits.diskSteps());
        });
        VBox diskField = field("create.disk", disk, diskHint());
        Node imports = imports();
        model.sourceProperty().subscribe(source -> {
            boolean image = source.map(from -> from.kind() == Source.Kind.DISK).orElse(false);
            Presence.show(diskField, !image);
            Presence.show(imports, image);
        });
        getChildren()
                .addAll(
                        source(chooseFile),
                        problems(),
                        field("create.name", name.field(), name.problem()),
                        field("create.memory", memory, memoryHint()),
                        field(
                                "create.cpus",
                                cpus,
                                hint(model.limitsProperty()
                                        .map(limits -> Texts.get(
                                                "create.cpus-of", limits.host().hostCpus())))),
                        diskField,
                        imports,
                        field("create.firmware", firmware(), hint(null)),
                        devices());
    }

    /** What kind of hardware the system finds, which the editor changes. */
    private VBox devices() {
        Label words = below();
        words.setId("create.devices");
        words.getStyleClass().add(Styles.TEXT_MUTED);
        model.sourceProperty().subscribe(source -> words.setText(model.devices()));
        Label name = new Label(Texts.get("create.devices"));
        name.getStyleClass().add("field-name");
        return new VBox(4, name, words);
    }

    private static String disk(int gibibytes) {
        return gibibytes == 0 ? Texts.get("create.no-disk") : Sizes.bytes((long) gibibytes << 30);
    }

    TextField name() {
        return name.field();
    }

    /** What the machine is made of: the system as it was detected, and the file. */
    private Node source(Runnable chooseFile) {
        StackPane icon = new StackPane();
        Label system = new Label();
        system.setId("create.system");
        system.getStyleClass().add(Styles.TEXT_BOLD);
        system.setWrapText(true);
        Label file = new Label();
        file.setId("create.file");
        file.getStyleClass().addAll(Styles.TEXT_MUTED, Styles.TEXT_SMALL);
        file.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        VBox words = new VBox(2, system, file);
        words.setAlignment(Pos.CENTER_LEFT);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        Button choose = new Button(Texts.get("create.choose"));
        choose.setId("create.choose");
        choose.setMinWidth(USE_PREF_SIZE);
        choose.setOnAction(event -> chooseFile.run());
        Button clear = Buttons.icon("close", "create.clear", model::clearSource);
        HBox row = new HBox(12, icon, words, choose, clear);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("create-source");
        model.sourceProperty().subscribe(source -> {
            icon.getChildren()
                    .setAll(Icon.orElse(
                            source.map(from -> from.suggestion().icon()).orElse("disc"), "system-other", ICON));
            system.setText(source.map(CreateForm::title).orElse(Texts.get("create.no-source")));
            String path = source.map(from -> String.valueOf(from.file().getFileName()))
                    .orElse(Texts.get("create.no-source-hint"));
            file.setText(path);
            file.setTooltip(
                    new Tooltip(source.map(from -> from.file().toString()).orElse(path)));
            // A name is cut in its middle; a sentence is not.
            file.setWrapText(source.isEmpty());
            Presence.show(clear, source.isPresent());
            Presence.show(choose, source.isEmpty());
        });
        return row;
    }

    /** Why the disc may not work here. */
    private Label problems() {
        Label label = below();
        label.setId("create.odd");
        label.getStyleClass().add("odd-words");
        model.sourceProperty().subscribe(source -> {
            label.setText(source.map(from -> String.join(" ", from.suggestion().problems()))
                    .orElse(""));
            Presence.show(label, !label.getText().isEmpty());
        });
        return label;
    }

    /** What a file holds. */
    static String title(Source source) {
        return source.kind() == Source.Kind.DISK
                ? Texts.get("create.disk-image", Sizes.bytes(source.bytes()))
                : source.suggestion().name();
    }

    private Node imports() {
        RadioButton copy = new RadioButton(Texts.get("create.import-copy"));
        copy.setId("create.import-copy");
        RadioButton inPlace = new RadioButton(Texts.get("create.import-in-place"));
        inPlace.setId("create.import-in-place");
        copy.setWrapText(true);
        inPlace.setWrapText(true);
        ToggleGroup group = new ToggleGroup();
        copy.setToggleGroup(group);
        inPlace.setToggleGroup(group);
        model.importProperty().subscribe(is -> group.selectToggle(is == CreateViewModel.Import.COPY ? copy : inPlace));
        group.selectedToggleProperty().subscribe(chosen -> {
            if (chosen != null) {
                model.importProperty()
                        .set(chosen == copy ? CreateViewModel.Import.COPY : CreateViewModel.Import.IN_PLACE);
            }
        });
        return field("create.import", new VBox(8, copy, inPlace), hint(null));
    }

    private SegmentedButton firmware() {
        ToggleButton uefi = new ToggleButton("UEFI");
        uefi.setId("create.uefi");
        ToggleButton bios = new ToggleButton("BIOS");
        bios.setId("create.bios");
        SegmentedButton both = new SegmentedButton(uefi, bios);
        ToggleGroup group = new ToggleGroup();
        both.setToggleGroup(group);
        both.getButtons().forEach(button -> button.setToggleGroup(group));
        model.firmwareProperty().subscribe(is -> group.selectToggle(is == Firmware.Kind.UEFI ? uefi : bios));
        group.selectedToggleProperty().subscribe(chosen -> {
            if (chosen == null) {
                group.selectToggle(model.firmwareProperty().get() == Firmware.Kind.UEFI ? uefi : bios);
            } else {
                model.firmwareProperty().set(chosen == uefi ? Firmware.Kind.UEFI : Firmware.Kind.BIOS);
            }
        });
        return both;
    }

    private Label memoryHint() {
        Label label = below();
        Runnable refresh = () -> {
            String odd = model.memoryHint(model.memoryProperty().get());
            setHint(
                    label,
                    odd,
                    Texts.get(
                            "create.memory-of",
                            Sizes.mebibytes(model.limitsProperty().get().host().maxMemoryMiB())));
        };
        model.memoryProperty().subscribe(is -> refresh.run());
        model.sourceProperty().subscribe(is -> refresh.run());
        model.limitsProperty().subscribe(is -> refresh.run());
        return label;
    }

    private Label diskHint() {
        Label label = below();
        Runnable refresh = () -> {
            String odd = model.diskHint(model.diskProperty().get());
            setHint(
                    label,
                    odd,
                    Texts.get(
                            "create.disk-free",
                            Sizes.bytes(model.limitsProperty().get().freeBytes())));
        };
        model.diskProperty().subscribe(is -> refresh.run());
        model.sourceProperty().subscribe(is -> refresh.run());
        model.limitsProperty().subscribe(is -> refresh.run());
        return label;
    }

    private static void setHint(Label label, String odd, String usual) {
        label.getStyleClass().removeAll("odd-words", Styles.TEXT_MUTED);
        label.getStyleClass().add(odd.isEmpty() ? Styles.TEXT_MUTED : "odd-words");
        label.setText(odd.isEmpty() ? usual : odd);
    }

    private static Label below() {
        Label label = new Label();
        label.setWrapText(true);
        label.getStyleClass().add(Styles.TEXT_SMALL);
        return label;
    }

    private static Label hint(@org.jspecify.annotations.Nullable ObservableValue<String> text) {
        Label label = new Label();
        label.getStyleClass().addAll(Styles.TEXT_SMALL, Styles.TEXT_MUTED);
        if (text == null) {
            Presence.show(label, false);
        } else {
            text.subscribe(label::setText);
        }
        return label;
    }

    private static VBox field(String key, Node control, Label below) {
        Label label = new Label(Texts.get(key));
        label.getStyleClass().add("field-name");
        label.setLabelFor(control);
        if (control instanceof TextField text) {
            text.setAccessibleText(label.getText());
        }
        VBox box = new VBox(4, label, control, below);
        box.setFillWidth(true);
        return box;
    }
}
