package org.vitrine.app.viewmodel.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.collections.transformation.SortedList;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.LibraryMachine.State;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.viewmodel.Threads;

/** All machines: which are shown and in which order, and which are selected. Used on the ui thread. */
public final class LibraryViewModel {
    private static final String SORT = "library.sort";
    private static final String DESCENDING = "library.descending";
    private static final String LIST = "library.list";

    private final Threads threads;
    private final ObservableList<MachineItem> all =
            FXCollections.observableArrayList(item -> new Observable[] {item.factsProperty()});
    private final FilteredList<MachineItem> filtered = new FilteredList<>(all);
    private final SortedList<MachineItem> shown = new SortedList<>(filtered);
    private final Map<UUID, MachineItem> items = new HashMap<>();
    private final Selection selection = new Selection(shown);
    private final Shelves shelves;
    private final StringProperty search = new SimpleStringProperty("");
    private final ObjectProperty<Set<State>> states = new SimpleObjectProperty<>(EnumSet.allOf(State.class));
    private final ObjectProperty<SortOrder> sort = new SimpleObjectProperty<>(SortOrder.NAME);
    private final BooleanProperty descending = new SimpleBooleanProperty();
    private final BooleanProperty asList = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper loaded = new ReadOnlyBooleanWrapper();

    public LibraryViewModel(Settings settings, Threads threads) {
        this.threads = threads;
        this.shelves = new Shelves(settings);
        settings.get(SORT).flatMap(SortOrder::of).ifPresent(sort::set);
        descending.set(settings.get(DESCENDING).map(Boolean::parseBoolean).orElse(false));
        asList.set(settings.get(LIST).map(Boolean::parseBoolean).orElse(false));
        sort.subscribe(is -> settings.put(SORT, is.name().toLowerCase(Locale.ROOT)));
        descending.subscribe(is -> settings.put(DESCENDING, is.toString()));
        asList.subscribe(is -> settings.put(LIST, is.toString()));
        sort.subscribe(is -> order());
        descending.subscribe(is -> order());
        search.subscribe(is -> filter());
        states.subscribe(is -> filter());
        shelves.selectedProperty().subscribe(is -> filter());
        all.addListener((ListChangeListener<MachineItem>) change -> shelves.count(all));
    }

    /** Follows the machines on disk. Any thread. */
    public void follow(MachineLibrary library) {
        library.addListener(new MachineLibrary.Listener() {
            @Override
            public void added(LibraryMachine machine) {
                threads.ui().execute(() -> put(List.of(MachineFacts.of(machine))));
            }

            @Override
            public void changed(LibraryMachine machine) {
                added(machine);
            }

            @Override
            public void removed(UUID uuid) {
                threads.ui().execute(() -> remove(uuid));
            }
        });
        List<MachineFacts> there =
                library.machines().stream().map(MachineFacts::of).toList();
        threads.ui().execute(() -> {
            put(there);
            loaded.set(true);
        });
    }

    /** Follows machines that run and are none of the library's: throw-away machines. Any thread. */
    public void follow(Machines running, Predicate<UUID> isStored) {
        running.addListener(session -> {
            if (!isStored.test(session.uuid())) {
                followThrowAway(session);
            }
        });
    }

    private void followThrowAway(MachineSession session) {
        session.addListener(new MachineSession.Listener() {
            @Override
            public void stateChanged(MachineState state) {
                threads.ui().execute(() -> show(session));
            }

            @Override
            public void ended(Optional<Refusal> failure) {
                threads.ui().execute(() -> remove(session.uuid()));
            }
        });
        threads.ui().execute(() -> show(session));
    }

    private void show(MachineSession session) {
        if (session.state() == MachineState.OFF) {
            remove(session.uuid());
        } else {
            put(List.of(MachineFacts.of(session)));
        }
    }

    /** Machines that have come or changed. */
    void put(Collection<MachineFacts> machines) {
        List<MachineItem> added = new ArrayList<>();
        for (MachineFacts facts : machines) {
            MachineItem known = items.get(facts.uuid());
            if (known != null) {
                known.become(facts);
            } else {
                MachineItem item = new MachineItem(facts);
                items.put(facts.uuid(), item);
                added.add(item);
            }
        }
        // One change of the list, however many they are.
        all.addAll(added);
    }

    void remove(UUID uuid) {
        MachineItem item = items.remove(uuid);
        if (item != null) {
            all.remove(item);
        }
    }

    private void order() {
        shown.setComparator(sort.get().comparator(descending.get()));
    }

    private void filter() {
        List<String> words = Arrays.stream(
                        search.get().toLowerCase(Locale.getDefault()).split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        Shelf shelf = shelves.selectedProperty().get();
        Set<State> wanted = states.get();
        filtered.setPredicate(item -> shelf.holds(item.facts())
                && wanted.contains(item.facts().state())
                && words.stream().allMatch(word -> says(item.facts(), word)));
    }

    private static boolean says(MachineFacts machine, String word) {
        return machine.name().toLowerCase(Locale.getDefault()).contains(word)
                || machine.group().toLowerCase(Locale.getDefault()).contains(word)
                || machine.stateWord().toLowerCase(Locale.getDefault()).contains(word)
                || machine.tags().stream()
                        .anyMatch(tag ->
                                ("#" + tag).toLowerCase(Locale.getDefault()).contains(word));
    }

    /** Every machine, in no order. */
    public ObservableList<MachineItem> all() {
        return all;
    }

    /** Those that shelf, search and filter leave, in order. */
    public ObservableList<MachineItem> shown() {
        return shown;
    }

    public Optional<MachineItem> item(UUID uuid) {
        return Optional.ofNullable(items.get(uuid));
    }

    public Selection selection() {
        return selection;
    }

    public Shelves shelves() {
        return shelves;
    }

    /** What is searched: words that must all be in the name, group, tags or state. */
    public StringProperty searchProperty() {
        return search;
    }

    /** The states of which machines are shown. */
    public ObjectProperty<Set<State>> statesProperty() {
        return states;
    }

    public ObjectProperty<SortOrder> sortProperty() {
        return sort;
    }

    public BooleanProperty descendingProperty() {
        return descending;
    }

    /** A table instead of cards. */
    public BooleanProperty asListProperty() {
        return asList;
    }

    /** Whether the library has been read. */
    public ReadOnlyBooleanProperty loadedProperty() {
        return loaded.getReadOnlyProperty();
    }

    /** Shows all machines again. */
    public void clearFilters() {
        search.set("");
        states.set(EnumSet.allOf(State.class));
        shelves.selectedProperty().set(Shelf.ALL);
    }

    /** For each of the selected machines, in the order in which they are shown. */
    public void forSelected(Consumer<MachineItem> action) {
        List.copyOf(shown).stream().filter(selection.selected()::contains).forEach(action);
    }
}
