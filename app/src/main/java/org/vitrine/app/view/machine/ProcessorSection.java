package org.vitrine.app.view.machine;

import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.machine.DraftLimits;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.Setting;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.Processor;

/** How many CPUs, how they look together, and how much memory. */
final class ProcessorSection extends SectionView {
    private static final int MEMORY_STEP = 256;

    ProcessorSection(Fields fields, Checks checks) {
        super(Section.PROCESSOR);
        DraftLimits limits = fields.draft().limits();
        TextField memory =
                fields.number("processor.memory", MEMORY_STEP, MachineConfig::memoryMiB, MachineConfig::withMemoryMiB);
        Slider memorySlider = fields.slider(
                "processor.memory-slider",
                MEMORY_STEP,
                Math.max(MEMORY_STEP, limits.hostMemoryMiB()),
                MEMORY_STEP,
                MachineConfig::memoryMiB,
                MachineConfig::withMemoryMiB);
        memorySlider.setAccessibleText(Setting.MEMORY.label());
        TextField cpus = fields.number(
                "processor.cpus",
                1,
                MachineConfig::cpus,
                // A number alone says nothing of sockets: cores are what every system takes.
                (config, count) -> config.withProcessor(Processor.ofCores(count)));
        int most = Math.min(limits.maxCpus(), ConfigRules.MAX_CPUS);
        Slider cpuSlider = fields.slider(
                "processor.cpus-slider",
                1,
                Math.max(1, most),
                1,
                MachineConfig::cpus,
                (config, count) -> config.withProcessor(Processor.ofCores(count)));
        cpuSlider.setAccessibleText(Setting.PROCESSOR.label());
        Form form = new Form()
                .composed(
                        Setting.MEMORY.label(),
                        memory,
                        line(
                                memorySlider,
                                memory,
                                Texts.get("processor.memory-unit"),
                                Texts.get("processor.of-host", Sizes.mebibytes(limits.hostMemoryMiB()))),
                        checks.watch(memory, Setting.MEMORY))
                .composed(
                        Setting.PROCESSOR.label(),
                        cpus,
                        line(cpuSlider, cpus, "", Texts.get("processor.cpus-hint", most)),
                        checks.watch(cpus, Setting.PROCESSOR));
        add(form, topology(fields));
    }

    private static HBox line(Slider slider, TextField field, String unit, String limit) {
        Label unitLabel = new Label(unit);
        unitLabel.setMinWidth(USE_PREF_SIZE);
        Label limitLabel = Form.hint(limit);
        limitLabel.setWrapText(false);
        limitLabel.setMinWidth(USE_PREF_SIZE);
        field.setMinWidth(88);
        HBox.setHgrow(slider, Priority.ALWAYS);
        slider.setMaxWidth(Double.MAX_VALUE);
        HBox line = unit.isEmpty()
                ? new HBox(8, slider, field, limitLabel)
                : new HBox(8, slider, field, unitLabel, limitLabel);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private static TitledPane topology(Fields fields) {
        Form form = new Form();
        TextField sockets = fields.number(
                "processor.sockets",
                1,
                config -> config.processor().sockets(),
                (config, count) -> config.withProcessor(new Processor(
                        count, config.processor().cores(), config.processor().threads())));
        TextField cores = fields.number(
                "processor.cores",
                1,
                config -> config.processor().cores(),
                (config, count) -> config.withProcessor(new Processor(
                        config.processor().sockets(), count, config.processor().threads())));
        TextField threads = fields.number(
                "processor.threads",
                1,
                config -> config.processor().threads(),
                (config, count) -> config.withProcessor(new Processor(
                        config.processor().sockets(), config.processor().cores(), count)));
        form.row(Texts.get("processor.sockets"), sockets)
                .row(Texts.get("processor.cores"), cores)
                .row(Texts.get("processor.threads"), threads)
                .wide(Form.hint(Texts.get("processor.topology-hint")));
        TitledPane pane = new TitledPane(Texts.get("processor.topology"), form);
        pane.setId("processor.topology");
        pane.setAnimated(false);
        Processor now = fields.draft().config().processor();
        pane.setExpanded(now.sockets() > 1 || now.threads() > 1);
        return pane;
    }
}
