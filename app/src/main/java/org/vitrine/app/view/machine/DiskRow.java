package org.vitrine.app.view.machine;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Buttons;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.machine.BootOrder;
import org.vitrine.app.viewmodel.machine.DiskImages;
import org.vitrine.app.viewmodel.machine.DiskPart;
import org.vitrine.app.viewmodel.machine.DraftDisks;
import org.vitrine.app.viewmodel.machine.Edit;
import org.vitrine.app.viewmodel.machine.ImagePlan;
import org.vitrine.engine.config.MachineConfig.Disk;

/** One hard disk: what it is, and what can be done with it. */
final class DiskRow extends VBox {
    private final String id;
    private final Fields fields;
    private final DraftDisks disks;
    private final DiskImages images;
    private final DiskMoves moves;
    private final Label name = new Label();
    private final Label facts = Form.hint("");
    private final Label trouble = new Label();
    private final VBox inline = new VBox();
    private final Button grow;
    private final Button move;

    DiskRow(String id, Fields fields, Checks checks, DraftDisks disks, DiskImages images, DiskMoves moves) {
        super(8);
        this.id = id;
        this.fields = fields;
        this.disks = disks;
        this.images = images;
        this.moves = moves;
        getStyleClass().add("device-row");
        name.getStyleClass().add("device-name");
        name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
        name.setMinWidth(0);
        trouble.getStyleClass().add("problem-line");
        trouble.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("danger"), true);
        trouble.setWrapText(true);
        trouble.managedProperty().bind(trouble.visibleProperty());
        grow = named("disks.grow", this::askGrow);
        move = named("disks.move", () -> moves.move(id));
        Button remove = Buttons.icon("trash", "disks.remove", this::askRemove);
        remove.setId("disks.remove-" + id);
        VBox words = new VBox(2, name, facts);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox head = new HBox(12, Icon.of("disk", 24), words, grow, move, remove);
        head.setAlignment(Pos.CENTER_LEFT);
        ComboBox<Disk.Bus> bus = choice(
                "bus",
                List.of(Disk.Bus.values()),
                each -> Texts.get("disks.bus-" + each.word()),
                Disk::bus,
                disks::setBus);
        ComboBox<Disk.Cache> cache = choice(
                "cache",
                List.of(Disk.Cache.values()),
                mode -> Texts.get("disks.cache-" + mode.word()),
                Disk::cache,
                disks::setCache);
        CheckBox readOnly = check("read-only", Disk::readOnly, is -> disks.setReadOnly(id, is));
        CheckBox discard = check(
                "discard",
                disk -> disk.discard() == Disk.Discard.UNMAP,
                is -> disks.setDiscard(id, is ? Disk.Discard.UNMAP : Disk.Discard.IGNORE));
        discard.setTooltip(new Tooltip(Texts.get("disks.discard-hint")));
        FlowPane settings =
                new FlowPane(16, 8, labelled("disks.bus", bus), labelled("disks.cache", cache), readOnly, discard);
        settings.setAlignment(Pos.CENTER_LEFT);
        getChildren()
                .addAll(
                        head,
                        trouble,
                        settings,
                        checks.watch(bus, new DiskPart(id, DiskPart.Field.BUS)),
                        checks.watch(cache, new DiskPart(id, DiskPart.Field.PRESENCE)),
                        inline);
        // Where it was it would still take clicks from what is there now.
        inline.visibleProperty().bind(javafx.beans.binding.Bindings.isNotEmpty(inline.getChildren()));
        inline.managedProperty().bind(inline.visibleProperty());
    }

    private CheckBox check(String what, Function<Disk, Boolean> get, Consumer<Boolean> put) {
        CheckBox box = new CheckBox(Texts.get("disks." + what));
        box.setId("disks." + what + "-" + id);
        fields.join(box, () -> disk(fields.draft().edit()).map(get), put);
        return box;
    }

    private Button named(String key, Runnable action) {
        Button button = new Button(Texts.get(key));
        button.setId(key + "-" + id);
        button.setMinWidth(USE_PREF_SIZE);
        button.setOnAction(event -> action.run());
        return button;
    }

    private static HBox labelled(String key, ComboBox<?> box) {
        Label label = new Label(Texts.get(key));
        label.setLabelFor(box);
        HBox line = new HBox(8, label, box);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }

    private <T> ComboBox<T> choice(
            String what, List<T> values, Function<T, String> words, Function<Disk, T> get, BiConsumer<String, T> put) {
        ComboBox<T> box = new ComboBox<>();
        box.setId("disks." + what + "-" + id);
        box.setAccessibleText(Texts.get("disks." + what));
        fields.join(box, values, words, () -> disk(fields.draft().edit()).map(get), value -> put.accept(id, value));
        return box;
    }

    private Optional<Disk> disk(Edit edit) {
        return edit.config().disks().stream()
                .filter(disk -> disk.id().equals(id))
                .findFirst();
    }

    private long size() {
        Edit edit = fields.draft().edit();
        return switch (edit.plans().get(id)) {
            case ImagePlan.Create plan -> plan.size();
            case ImagePlan.Grow plan -> plan.size();
            case null, default ->
                disk(edit)
                        .flatMap(disk -> images.facts(disk.file(), disk.format()))
                        .map(DiskImages.Facts::size)
                        .orElse(0L);
        };
    }

    /** Shows what is known of the disk now. */
    void refresh() {
        Edit edit = fields.draft().edit();
        disk(edit).ifPresent(disk -> {
            String file = String.valueOf(disk.file().getFileName());
            name.setText(file);
            name.setTooltip(new Tooltip(disk.file().toString()));
            int place = BootOrder.of(edit.config()).indexOf(id) + 1;
            String boots = Texts.get("disks.boot-place", place);
            ImagePlan plan = edit.plans().get(id);
            if (plan instanceof ImagePlan.Create create) {
                facts.setText(String.join(" \u00b7 ", Texts.get("disks.new", Sizes.bytes(create.size())), boots));
                trouble.setVisible(false);
                return;
            }
            Optional<DiskImages.Facts> known = images.facts(disk.file(), disk.format());
            trouble.setVisible(known.flatMap(DiskImages.Facts::trouble).isPresent());
            trouble.setText(known.flatMap(DiskImages.Facts::trouble).orElse(""));
            String size = known.filter(each -> each.size() >= 0)
                    .map(each -> Texts.get(
                            "disks.size", Sizes.bytes(each.size()), Sizes.bytes(each.fileSize()), each.format()))
                    .orElse("");
            if (plan instanceof ImagePlan.Grow larger) {
                size = Texts.get("disks.grows-to", Sizes.bytes(larger.size())) + " \u00b7 " + size;
            }
            facts.setText(size.isEmpty() ? boots : size + " \u00b7 " + boots);
        });
        grow.setDisable(size() <= 0);
        move.setDisable(!moves.canMove(id));
        move.setTooltip(new Tooltip(Texts.get(moves.canMove(id) ? "disks.move-hint" : "disks.move-off")));
    }

    private void askGrow() {
        long now = size();
        inline.getChildren()
                .setAll(new SizeForm(
                        Texts.get("disks.grow-to"),
                        Texts.get("disks.grow-it"),
                        now * 2,
                        now,
                        images.free(),
                        size -> {
                            disks.grow(id, size);
                            inline.getChildren().clear();
                            refresh();
                        },
                        () -> inline.getChildren().clear()));
    }

    private void askRemove() {
        Label question = new Label(Texts.get("disks.remove-question"));
        question.setWrapText(true);
        Button keep = named("disks.remove-keep", () -> disks.remove(id, false));
        Button trash = named("disks.remove-trash", () -> disks.remove(id, true));
        trash.getStyleClass().add(Styles.DANGER);
        Button cancel = named("page.cancel", () -> inline.getChildren().clear());
        FlowPane buttons = new FlowPane(8, 8, keep, trash, cancel);
        VBox form = new VBox(8, question, buttons);
        form.getStyleClass().add("inline-form");
        inline.getChildren().setAll(form);
        keep.requestFocus();
    }
}
