package org.vitrine.app.viewmodel.library;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.vitrine.app.model.Settings;

/** The side list: all machines, those that run, groups and tags, with their counts. Groups that the user made stay while they are empty. */
public final class Shelves {
    private static final String KEY = "library.groups";
    private static final String SEPARATOR = "\n";

    private final Settings settings;
    private final ObservableList<Shelf> shown = FXCollections.observableArrayList(Shelf.ALL, Shelf.RUNNING);
    private final ObjectProperty<Shelf> selected = new SimpleObjectProperty<>(Shelf.ALL);
    private final IntegerProperty version = new SimpleIntegerProperty();
    private final Set<String> kept = new TreeSet<>();
    private List<MachineItem> machines = List.of();

    Shelves(Settings settings) {
        this.settings = settings;
        settings.get(KEY)
                .ifPresent(names -> Arrays.stream(names.split(SEPARATOR, -1))
                        .filter(name -> !name.isBlank())
                        .forEach(kept::add));
        count(machines);
    }

    /** Looks at the machines again. */
    void count(List<MachineItem> now) {
        machines = List.copyOf(now);
        Set<String> groups = new TreeSet<>(kept);
        Set<String> tags = new TreeSet<>();
        for (MachineItem machine : machines) {
            if (!machine.facts().group().isEmpty()) {
                groups.add(machine.facts().group());
            }
            tags.addAll(machine.facts().tags());
        }
        List<Shelf> next = new ArrayList<>(List.of(Shelf.ALL, Shelf.RUNNING));
        groups.forEach(name -> next.add(new Shelf(Shelf.Kind.GROUP, name)));
        tags.forEach(name -> next.add(new Shelf(Shelf.Kind.TAG, name)));
        if (!next.equals(shown)) {
            shown.setAll(next);
            if (!next.contains(selected.get())) {
                selected.set(Shelf.ALL);
            }
        }
        version.set(version.get() + 1);
    }

    public ObservableList<Shelf> shown() {
        return shown;
    }

    /** The one whose machines are shown. */
    public ObjectProperty<Shelf> selectedProperty() {
        return selected;
    }

    /** Changes whenever a count may have. */
    public IntegerProperty versionProperty() {
        return version;
    }

    public int count(Shelf shelf) {
        return (int) machines.stream()
                .filter(machine -> shelf.holds(machine.facts()))
                .count();
    }

    /** The groups' names. */
    public List<String> groups() {
        return shown.stream()
                .filter(shelf -> shelf.kind() == Shelf.Kind.GROUP)
                .map(Shelf::name)
                .toList();
    }

    /** Makes an empty group. @return it, or the one that has that name already */
    public Shelf addGroup(String name) {
        String clean = name.strip();
        if (kept.add(clean)) {
            remember();
        }
        return new Shelf(Shelf.Kind.GROUP, clean);
    }

    /** A group that is empty goes. */
    public void removeGroup(String name) {
        if (kept.remove(name)) {
            remember();
        }
    }

    private void remember() {
        settings.put(KEY, String.join(SEPARATOR, kept));
        count(machines);
    }
}
