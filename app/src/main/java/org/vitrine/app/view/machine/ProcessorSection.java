package org.vitrine.app.view.machine;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
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
import org.vitrine.engine.config.MemoryBacking;
import org.vitrine.engine.config.Processor;

/** How many CPUs, how they look together, and how much memory. */
final class ProcessorSection extends SectionView {
    private static final int MEMORY_STEP = 256;
    /** So wide that the fields of both lines stand under each other. */
    private static final int WORDS = 128;

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
        add(form, topology(fields), backing(fields, checks));
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
        HBox words = unit.isEmpty() ? new HBox(limitLabel) : new HBox(8, unitLabel, limitLabel);
        words.setAlignment(Pos.CENTER_LEFT);
        words.setMinWidth(WORDS);
        HBox line = new HBox(8, slider, field, words);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    /** What of the host's memory the machine's is. */
    private static TitledPane backing(Fields fields, Checks checks) {
        ComboBox<MemoryBacking.Pages> pages = fields.choice(
                "processor.pages",
                List.of(MemoryBacking.Pages.values()),
                choice -> Texts.get("processor.pages-" + choice.word()),
                config -> config.memoryBacking().pages(),
                (config, choice) ->
                        config.withMemoryBacking(config.memoryBacking().withPages(choice)));
        CheckBox merge = fields.check(
                "processor.merge",
                Texts.get("processor.merge"),
                config -> config.memoryBacking().merge(),
                (config, is) -> config.withMemoryBacking(config.memoryBacking().withMerge(is)));
        Form form = new Form()
                .row(
                        Setting.MEMORY_PAGES.label(),
                        pages,
                        checks.watch(pages, Setting.MEMORY_PAGES),
                        Form.hint(Texts.get("processor.pages-hint")))
                .row(
                        Setting.MEMORY_MERGE.label(),
                        merge,
                        checks.watch(merge, Setting.MEMORY_MERGE),
                        Form.hint(Texts.get("processor.merge-hint")));
        boolean usual = fields.draft().config().memoryBacking().equals(MemoryBacking.USUAL);
        return pane("processor.backing", form, !usual);
    }

    private static TitledPane pane(String key, Form form, boolean expanded) {
        TitledPane pane = new TitledPane(Texts.get(key), form);
        pane.setId(key);
        pane.setAnimated(false);
        pane.setExpanded(expanded);
        return pane;
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
        Processor now = fields.draft().config().processor();
        return pane("processor.topology", form, now.sockets() > 1 || now.threads() > 1);
    }
}
