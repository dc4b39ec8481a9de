package org.vitrine.app.view.machine;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import org.controlsfx.control.textfield.TextFields;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.MachineIcons;
import org.vitrine.app.viewmodel.machine.MachinePage;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.Setting;
import org.vitrine.app.viewmodel.machine.Systems;
import org.vitrine.engine.config.MachineConfig;

/** What the machine is and how it is doing, and what people are told of it. */
final class OverviewSection extends SectionView {
    private final OverviewFacts facts;
    private final UsageView usage;

    /** @param groups that other machines are in */
    OverviewSection(MachinePage page, Fields fields, Checks checks, UsageView usage, Collection<String> groups) {
        super(Section.OVERVIEW);
        this.facts = new OverviewFacts(page);
        this.usage = usage;
        add(facts, usage, heading(Texts.get("overview.about")), about(fields, checks, groups));
    }

    private static Form about(Fields fields, Checks checks, Collection<String> groups) {
        TextField name = fields.text("overview.name", MachineConfig::name, MachineConfig::withName);
        TextArea notes = fields.lines(
                "overview.notes",
                config -> config.about().notes(),
                (config, text) -> config.withAbout(config.about().withNotes(text)));
        notes.setPrefRowCount(4);
        ComboBox<Optional<String>> system = fields.choice(
                "overview.system",
                Stream.concat(
                                Stream.of(Optional.<String>empty()),
                                Systems.ids().stream().map(Optional::of))
                        .toList(),
                id -> id.map(Systems::name).orElseGet(() -> Texts.get("overview.system-unknown")),
                config -> Optional.ofNullable(config.about().system()),
                (config, id) -> config.withAbout(config.about().withSystem(id.orElse(null))));
        ComboBox<Optional<String>> icon = fields.choice(
                "overview.icon",
                MachineIcons.all(),
                MachineIcons::words,
                config -> Optional.ofNullable(config.about().icon()),
                (config, chosen) -> config.withAbout(config.about().withIcon(chosen.orElse(null))));
        icon.setCellFactory(list -> new IconCell());
        icon.setButtonCell(new IconCell());
        TextField group = fields.text(
                "overview.group",
                config -> Objects.requireNonNullElse(config.about().group(), ""),
                (config, text) -> config.withAbout(config.about().withGroup(text.isBlank() ? null : text)));
        group.setPromptText(Texts.get("overview.group-none"));
        var unused = TextFields.bindAutoCompletion(group, groups);
        TextField tags = tags(fields);
        tags.setPromptText(Texts.get("overview.tags-hint"));
        return new Form()
                .row(Setting.NAME.label(), name, checks.watch(name, Setting.NAME))
                .row(Setting.NOTES.label(), notes, checks.watch(notes, Setting.NOTES))
                .row(Setting.SYSTEM.label(), system)
                .row(Setting.ICON.label(), icon)
                .row(Setting.GROUP.label(), group, checks.watch(group, Setting.GROUP))
                .row(Setting.TAGS.label(), tags, checks.watch(tags, Setting.TAGS));
    }

    /** Words parted by commas; a comma that was just typed stays, though no tag follows it yet. */
    private static TextField tags(Fields fields) {
        TextField field = fields.prepared("overview.tags", new TextField());
        fields.follow(() -> {
            List<String> now = fields.draft().config().about().tags();
            if (!now.equals(parsed(field.getText()))) {
                field.setText(String.join(", ", now));
            }
        });
        field.textProperty()
                .addListener((value, was, is) ->
                        fields.edit(config -> config.withAbout(config.about().withTags(parsed(is)))));
        return field;
    }

    private static List<String> parsed(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    private static final class IconCell extends ListCell<Optional<String>> {
        @Override
        protected void updateItem(@Nullable Optional<String> name, boolean empty) {
            super.updateItem(name, empty);
            if (empty || name == null) {
                setText(null);
                setGraphic(null);
            } else {
                setText(MachineIcons.words(name));
                setGraphic(name.map(each -> Icon.of(each, Icon.MEDIUM)).orElse(null));
            }
        }
    }

    @Override
    void shown() {
        facts.begin();
        usage.begin();
    }

    @Override
    void hidden() {
        facts.end();
        usage.end();
    }
}
