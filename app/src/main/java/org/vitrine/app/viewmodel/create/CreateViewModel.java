package org.vitrine.app.viewmodel.create;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UsualHardware;
import org.vitrine.app.model.library.Names;
import org.vitrine.app.model.library.NewDisk;
import org.vitrine.app.model.library.NewMachine;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.engine.config.Firmware;

/**
 * The sheet for a new machine: prefilled from a disc, a disk image or nothing; or a list, if there are several files. What was
 * typed stays until the machine is made. Used on the ui thread.
 */
public final class CreateViewModel {
    /** So many files are looked at when more are dropped at once. */
    static final int MAX_FILES = 200;

    /** How the image of a hard disk is taken. */
    public enum Import {
        /** A copy in the machine's folder; the image stays as it is. */
        COPY,
        /** The machine writes to the image itself. */
        IN_PLACE
    }

    /** What happens once the machine is made. */
    public enum Then {
        START,
        CUSTOMIZE,
        NOTHING
    }

    private final SourceReader reader;
    private final MachineMaker maker;
    private final Threads threads;
    private final ReadOnlyBooleanWrapper open = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper reading = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Optional<Source>> source = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Limits> limits = new ReadOnlyObjectWrapper<>(Limits.unknown());
    private final ReadOnlyStringWrapper failure = new ReadOnlyStringWrapper("");
    private final ObservableList<BatchEntry> batch =
            FXCollections.observableArrayList(entry -> new Observable[] {entry.wantedProperty(), entry.nameProperty()});
    private final StringProperty name = new SimpleStringProperty("");
    private final IntegerProperty memoryMiB = new SimpleIntegerProperty();
    private final IntegerProperty cpus = new SimpleIntegerProperty(1);
    private final IntegerProperty diskGiB = new SimpleIntegerProperty();
    private final ObjectProperty<Firmware.Kind> firmware = new SimpleObjectProperty<>(Firmware.Kind.BIOS);
    private final ObjectProperty<Import> importMode = new SimpleObjectProperty<>(Import.COPY);
    private final ReadOnlyObjectWrapper<Set<String>> taken = new ReadOnlyObjectWrapper<>(Set.of());
    private BiConsumer<UUID, Then> onMade = (uuid, then) -> {};

    public CreateViewModel(SourceReader reader, MachineMaker maker, Threads threads) {
        this.reader = reader;
        this.maker = maker;
        this.threads = threads;
        fill(Suggestion.unknown());
    }

    /** Who goes on with a machine that was made. */
    public void setOnMade(BiConsumer<UUID, Then> action) {
        onMade = action;
    }

    /** Opens the sheet as it was left; the first time with nothing in the drive. */
    public void open() {
        failure.set("");
        open.set(true);
        refresh();
    }

    /** Closes the sheet; what was typed stays. */
    public void close() {
        open.set(false);
    }

    private void refresh() {
        threads.background().execute(() -> {
            Limits known = maker.limits();
            Set<String> names = new HashSet<>(maker.names());
            threads.ui().execute(() -> {
                limits.set(known);
                taken.set(names);
                memoryMiB.set(
                        known.memorySteps().contains(memoryMiB.get())
                                ? memoryMiB.get()
                                : known.fitting(memoryMiB.get(), 0));
                cpus.set(Math.min(cpus.get(), known.cpuSteps().getLast()));
                if (name.get().isEmpty() && batch.isEmpty()) {
                    name.set(Names.free(Texts.get("create.unnamed"), names));
                }
            });
        });
    }

    /** Opens the sheet for files: one fills the fields, several make a list. */
    public void open(List<Path> files) {
        if (files.isEmpty()) {
            open();
            return;
        }
        failure.set("");
        open.set(true);
        busy.set(true);
        reading.set(true);
        threads.background().execute(() -> {
            Limits known = maker.limits();
            Collection<String> names = maker.names();
            List<Source> read =
                    files.stream().limit(MAX_FILES).map(reader::read).toList();
            threads.ui().execute(() -> {
                busy.set(false);
                reading.set(false);
                limits.set(known);
                taken.set(new HashSet<>(names));
                take(read, files.size() - read.size());
            });
        });
    }

    private void take(List<Source> read, int left) {
        batch.clear();
        if (read.size() == 1) {
            takeOne(read.getFirst());
        } else {
            takeSeveral(read);
        }
        if (left > 0) {
            failure.set(Texts.get("create.too-many-files", MAX_FILES, left));
        }
    }

    private void takeOne(Source one) {
        if (one.problem().isPresent()) {
            failure.set(one.problem().get());
            return;
        }
        source.set(Optional.of(one));
        fill(one.suggestion());
        name.set(Names.free(one.machineName(), taken.get()));
    }

    private void takeSeveral(List<Source> read) {
        Set<String> names = new HashSet<>(taken.get());
        List<BatchEntry> entries = new ArrayList<>();
        for (Source each : read) {
            String free = Names.free(each.machineName(), names);
            if (each.problem().isEmpty()) {
                names.add(free);
            }
            entries.add(new BatchEntry(each, free));
        }
        batch.setAll(entries);
    }

    private void fill(Suggestion suggestion) {
        Limits known = limits.get();
        memoryMiB.set(known.fitting(suggestion.memoryMiB(), suggestion.minMemoryMiB()));
        cpus.set(Math.clamp(suggestion.cpus(), 1, known.cpuSteps().getLast()));
        diskGiB.set(known.diskSteps().stream()
                .filter(step -> step <= suggestion.diskGiB())
                .reduce((one, other) -> other)
                .orElse(0));
        firmware.set(suggestion.firmware());
    }

    /** Takes the disc out again: the machine begins with an empty drive. */
    public void clearSource() {
        source.set(Optional.empty());
        batch.clear();
        failure.set("");
    }

    /** Makes the machine, or the machines of the list. */
    public void create(Then then) {
        if (!ready().get() || busy.get()) {
            return;
        }
        busy.set(true);
        failure.set("");
        List<NewMachine> requests = batch.isEmpty()
                ? List.of(request())
                : wanted().stream()
                        .map(entry ->
                                Wish.of(entry, limits.get(), importMode.get()).machine())
                        .toList();
        if (requests.stream().anyMatch(CreateViewModel::copies)) {
            // How far that is stands among the tasks, which the sheet would cover.
            open.set(false);
        }
        threads.background().execute(() -> {
            List<UUID> made = new ArrayList<>();
            Optional<String> problem = Optional.empty();
            boolean again = true;
            for (NewMachine request : requests) {
                try {
                    made.add(maker.make(request).join());
                } catch (CompletionException e) {
                    problem = Optional.of(
                            e.getCause() instanceof Refusal refusal
                                    ? refusal.sentence()
                                    : String.valueOf(e.getCause()));
                    break;
                } catch (CancellationException e) {
                    problem = Optional.of(Texts.get("create.cancelled"));
                    again = false;
                    break;
                }
            }
            Optional<String> failed = problem;
            boolean reopen = again && failed.isPresent();
            threads.ui().execute(() -> {
                end(made, failed, then);
                if (reopen) {
                    open.set(true);
                }
            });
        });
    }

    private static boolean copies(NewMachine request) {
        return request.disks().stream().anyMatch(NewDisk.Copy.class::isInstance);
    }

    private void end(List<UUID> made, Optional<String> problem, Then then) {
        busy.set(false);
        if (problem.isPresent()) {
            // Those that were made are no longer to be made.
            if (!batch.isEmpty() && !made.isEmpty()) {
                batch.removeAll(wanted().subList(0, made.size()));
            }
            failure.set(problem.get());
            return;
        }
        Then next = batch.isEmpty() ? then : Then.NOTHING;
        close();
        clearSource();
        name.set("");
        fill(Suggestion.unknown());
        made.forEach(uuid -> onMade.accept(uuid, next));
    }

    private List<BatchEntry> wanted() {
        return batch.stream().filter(entry -> entry.wantedProperty().get()).toList();
    }

    private NewMachine request() {
        return new Wish(
                        source.get().orElse(null),
                        name.get().strip(),
                        memoryMiB.get(),
                        cpus.get(),
                        diskGiB.get(),
                        firmware.get(),
                        importMode.get())
                .machine();
    }

    /** Why a name cannot be; empty if it can. */
    public String nameProblem(String candidate) {
        try {
            Names.check(candidate, taken.get());
            return "";
        } catch (Refusal e) {
            return e.sentence();
        }
    }

    /** What is odd about the memory; empty if nothing is. */
    public String memoryHint(int mebibytes) {
        int least = source.get().map(from -> from.suggestion().minMemoryMiB()).orElse(0);
        return mebibytes < least ? Texts.get("create.memory-low", Sizes.mebibytes(least)) : "";
    }

    /** What is odd about the disk's size; empty if nothing is. */
    public String diskHint(int gibibytes) {
        int least = source.get().map(from -> from.suggestion().minDiskGiB()).orElse(0);
        if (gibibytes > 0 && gibibytes < least) {
            return Texts.get("create.disk-low", Sizes.bytes((long) least << 30));
        }
        return (long) gibibytes << 30 > limits.get().freeBytes() ? Texts.get("create.disk-high") : "";
    }

    /** What kind of devices the machine gets, in a sentence. */
    public String devices() {
        Optional<Source> from = source.get();
        if (from.filter(image -> image.kind() == Source.Kind.DISK).isPresent()) {
            return Texts.get("create.devices-image");
        }
        String system = from.flatMap(disc -> disc.suggestion().system()).orElse(null);
        return Texts.get(UsualHardware.of(system).isVirtio() ? "create.devices-virtio" : "create.devices-plain");
    }

    /** Whether a machine can be made. */
    public ObservableBooleanValue ready() {
        return Bindings.createBooleanBinding(
                () -> batch.isEmpty()
                        ? nameProblem(name.get()).isEmpty()
                        : !wanted().isEmpty()
                                && wanted().stream()
                                        .allMatch(entry -> nameProblem(
                                                        entry.nameProperty().get())
                                                .isEmpty()),
                name,
                taken,
                batch);
    }

    public ReadOnlyBooleanProperty openProperty() {
        return open.getReadOnlyProperty();
    }

    /** Whether files are being read or a machine is being made. */
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** Whether files are being read: until then nothing is known to fill the fields with. */
    public ReadOnlyBooleanProperty readingProperty() {
        return reading.getReadOnlyProperty();
    }

    /** The file that the machine is made of. */
    public ReadOnlyObjectProperty<Optional<Source>> sourceProperty() {
        return source.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Limits> limitsProperty() {
        return limits.getReadOnlyProperty();
    }

    /** Why the last attempt failed; empty if it did not. */
    public ReadOnlyStringProperty failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** Several files; empty if there is one or none. */
    public ObservableList<BatchEntry> batch() {
        return batch;
    }

    public StringProperty nameProperty() {
        return name;
    }

    public IntegerProperty memoryProperty() {
        return memoryMiB;
    }

    public IntegerProperty cpusProperty() {
        return cpus;
    }

    public IntegerProperty diskProperty() {
        return diskGiB;
    }

    public ObjectProperty<Firmware.Kind> firmwareProperty() {
        return firmware;
    }

    public ObjectProperty<Import> importProperty() {
        return importMode;
    }

    /** The names that are taken. */
    public ReadOnlyObjectProperty<Set<String>> takenProperty() {
        return taken.getReadOnlyProperty();
    }
}
