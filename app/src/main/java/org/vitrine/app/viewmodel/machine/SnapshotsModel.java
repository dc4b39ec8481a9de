package org.vitrine.app.viewmodel.machine;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.model.library.SnapshotTree;
import org.vitrine.app.model.library.WorkList;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;

/** The snapshots of a machine: the tree, the one that is chosen, and what is done with it. Used on the ui thread. */
public final class SnapshotsModel {
    private final SnapshotDeeds deeds;
    private final WorkList work;
    private final Threads threads;
    private final Consumer<Notice> tell;
    private final ReadOnlyObjectWrapper<SnapshotLayout> layout =
            new ReadOnlyObjectWrapper<>(SnapshotLayout.of(List.of(), Optional.empty()));
    private final ReadOnlyObjectWrapper<List<String>> damaged = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper known = new ReadOnlyBooleanWrapper();
    private final ObjectProperty<Optional<Snapshot>> selected = new SimpleObjectProperty<>(Optional.empty());
    /** Whether a snapshot is being taken that the tree has not shown yet. */
    private boolean taking;

    /** @param tell shows the user why the tree cannot be read or a snapshot not be described */
    public SnapshotsModel(SnapshotDeeds deeds, WorkList work, Threads threads, Consumer<Notice> tell) {
        this.deeds = deeds;
        this.work = work;
        this.threads = threads;
        this.tell = tell;
    }

    public ReadOnlyObjectProperty<SnapshotLayout> layoutProperty() {
        return layout.getReadOnlyProperty();
    }

    /** What is wrong with snapshots that cannot be read, a sentence each. */
    public ReadOnlyObjectProperty<List<String>> damagedProperty() {
        return damaged.getReadOnlyProperty();
    }

    /** Whether something is being done with them; one thing at a time. */
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** Whether the tree has been read. */
    public ReadOnlyBooleanProperty knownProperty() {
        return known.getReadOnlyProperty();
    }

    public ObjectProperty<Optional<Snapshot>> selectedProperty() {
        return selected;
    }

    /** Reads the tree again, in the background. */
    public void refresh() {
        threads.background().execute(() -> {
            try {
                SnapshotTree tree = deeds.tree();
                threads.ui().execute(() -> show(tree));
            } catch (Refusal e) {
                threads.ui().execute(() -> tell.accept(Notice.problem(e.sentence())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void show(SnapshotTree tree) {
        SnapshotLayout next = SnapshotLayout.of(tree.snapshots(), tree.current());
        // A new one is what one has an eye on: from where it appears, lest a choice that is made then be lost.
        boolean arrived = taking
                && next.here()
                        .current()
                        .filter(id -> layout.get().place(id).isEmpty())
                        .isPresent();
        taking &= !arrived;
        Optional<UUID> chosen = arrived ? Optional.empty() : selected.get().map(Snapshot::id);
        // A tree that is drawn anew would miss a click that is under way.
        if (!next.shows(layout.get())) {
            layout.set(next);
        }
        damaged.set(List.copyOf(tree.damaged().values()));
        known.set(true);
        // What was chosen stays so, if it is there still.
        selected.set(chosen.flatMap(next::place)
                .or(() -> next.here().current().flatMap(next::place))
                .map(SnapshotLayout.Place::item));
    }

    /** A name for a snapshot that is taken now. */
    public static String proposedName() {
        return LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(Locale.getDefault(Locale.Category.FORMAT)));
    }

    public void take(String name, String note) {
        String called = name.isBlank() ? proposedName() : name.strip();
        taking = true;
        run(deeds.take(called, note.strip()));
    }

    /** Returns to a snapshot. @param keep whether what the machine is now is taken as a snapshot first */
    public void revert(Snapshot item, boolean keep) {
        Optional<String> kept = keep ? Optional.of(Texts.get("snapshots.kept-name", item.name())) : Optional.empty();
        run(deeds.revert(item, kept));
    }

    public void delete(Snapshot item) {
        run(deeds.delete(item));
    }

    /** @param linked whether the clone shares this machine's disks until one of them writes */
    public void clone(Snapshot item, String name, boolean linked) {
        run(deeds.clone(item, name.strip(), linked));
    }

    /** Gives a snapshot other words. */
    public void describe(Snapshot item, String name, String note) {
        String called = name.strip();
        if (called.isEmpty() || (called.equals(item.name()) && note.equals(item.note()))) {
            return;
        }
        threads.background().execute(() -> {
            try {
                deeds.describe(item, called, note);
                threads.ui().execute(this::refresh);
            } catch (Refusal e) {
                threads.ui().execute(() -> tell.accept(Notice.problem(e.sentence())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void run(LongWork<?> begun) {
        busy.set(true);
        // How it ends the tasks tell.
        var unused = work.add(begun)
                .result()
                .whenComplete((made, error) -> threads.ui().execute(() -> {
                    busy.set(false);
                    taking &= error == null;
                    refresh();
                }));
    }

    /** What a delete does, in words. */
    public String deleteWords(Snapshot item) {
        List<Snapshot> below = layout.get().children(item);
        boolean here = layout.get().here().current().equals(Optional.of(item.id()));
        String freed = Sizes.bytes(item.space());
        if (below.isEmpty() && !here) {
            return Texts.get("snapshots.delete-leaf", item.name(), freed);
        }
        return below.isEmpty()
                ? Texts.get("snapshots.delete-here", item.name(), freed)
                : Texts.get(
                        "snapshots.delete-merges",
                        item.name(),
                        freed,
                        String.join(", ", below.stream().map(Snapshot::name).toList()));
    }

    /** When it was taken, how large it is, and whether the machine ran, in a line. */
    public static String facts(Snapshot item) {
        String when = item.created()
                .atZone(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(Locale.getDefault(Locale.Category.FORMAT)));
        return Texts.get(
                item.running() ? "snapshots.facts-running" : "snapshots.facts-off", when, Sizes.bytes(item.space()));
    }

    /** A name that a machine cloned from it may have. */
    public static String cloneName(String machine, Snapshot item) {
        return Objects.requireNonNull(Texts.get("snapshots.clone-name", machine, item.name()));
    }
}
