package org.vitrine.app.viewmodel.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.vitrine.app.model.library.Snapshot;

/**
 * Where each snapshot stands in the picture of the tree: time goes from left to right, a column each; a line of descent stays in its lane, and what branches
 * off goes below it. The machine's present state is the last column, in the lane of the snapshot that it grew out of if nothing else goes on there.
 */
public final class SnapshotLayout {
    /**
     * A snapshot in its place.
     *
     * @param column from 0, the oldest
     * @param lane from 0, the uppermost
     */
    public record Place(Snapshot item, int column, int lane) {}

    /** Where the machine is now: behind {@code current}, or on its own if there is no snapshot that it grew out of. */
    public record Here(Optional<UUID> current, int column, int lane) {}

    private final List<Place> places = new ArrayList<>();
    private final Map<UUID, Place> byId = new HashMap<>();
    private final Here here;

    private SnapshotLayout(List<Snapshot> items, Optional<UUID> current) {
        List<Snapshot> sorted = items.stream()
                .sorted(Comparator.comparing(Snapshot::created).thenComparing(Snapshot::id))
                .toList();
        Map<UUID, Snapshot> known = new HashMap<>();
        sorted.forEach(item -> known.put(item.id(), item));
        Optional<UUID> from = current.filter(known::containsKey);
        Set<UUID> mainLine = ancestors(from, known);
        // Lanes whose last snapshot has a continuation in them already.
        Set<UUID> continued = new HashSet<>();
        int lanes = 0;
        for (Snapshot item : sorted) {
            Optional<Place> parent = item.parent().map(byId::get);
            int lane;
            if (parent.isPresent() && goesOn(item, parent.get(), sorted, mainLine, from, continued)) {
                continued.add(parent.get().item().id());
                lane = parent.get().lane();
            } else {
                lane = lanes++;
            }
            Place place = new Place(item, places.size(), lane);
            places.add(place);
            byId.put(item.id(), place);
        }
        Optional<Place> last = from.map(byId::get);
        int lane = last.filter(place -> !continued.contains(place.item().id()))
                .map(Place::lane)
                .orElse(lanes);
        here = new Here(from, places.size(), lane);
    }

    /** Places snapshots. @param current the one that the machine's present state grew out of */
    public static SnapshotLayout of(List<Snapshot> items, Optional<UUID> current) {
        return new SnapshotLayout(items, current);
    }

    /** Whether it is the same picture as another, to the last word. */
    boolean shows(SnapshotLayout other) {
        return places.equals(other.places) && here.equals(other.here);
    }

    private static Set<UUID> ancestors(Optional<UUID> from, Map<UUID, Snapshot> known) {
        Set<UUID> line = new HashSet<>();
        Optional<Snapshot> at = from.map(known::get);
        while (at.isPresent() && line.add(at.get().id())) {
            at = at.get().parent().map(known::get);
        }
        return line;
    }

    /** Whether it stays in its parent's lane: what leads to where the machine is does, else the first that comes. */
    private static boolean goesOn(
            Snapshot item,
            Place parent,
            List<Snapshot> all,
            Set<UUID> mainLine,
            Optional<UUID> current,
            Set<UUID> continued) {
        UUID above = parent.item().id();
        if (continued.contains(above) || current.equals(Optional.of(above))) {
            return false;
        }
        boolean mainBelow = mainLine.contains(above)
                && all.stream()
                        .anyMatch(each ->
                                mainLine.contains(each.id()) && each.parent().equals(Optional.of(above)));
        return !mainBelow || mainLine.contains(item.id());
    }

    /** All, oldest first. */
    public List<Place> places() {
        return List.copyOf(places);
    }

    public Optional<Place> place(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Here here() {
        return here;
    }

    public int columns() {
        return places.size() + 1;
    }

    public int lanes() {
        return Math.max(here.lane(), places.stream().mapToInt(Place::lane).max().orElse(0)) + 1;
    }

    /** The one that a snapshot grew out of. */
    public Optional<Snapshot> parent(Snapshot item) {
        return item.parent().map(byId::get).map(Place::item);
    }

    /** The first that grew out of it: what stays in its lane before what branches off. */
    public Optional<Snapshot> child(Snapshot item) {
        return places.stream()
                .filter(place -> place.item().parent().equals(Optional.of(item.id())))
                .min(Comparator.comparingInt(Place::lane).thenComparingInt(Place::column))
                .map(Place::item);
    }

    /** The nearest by time in the next lane above (-1) or below (1) that has any. */
    public Optional<Snapshot> beside(Snapshot item, int direction) {
        Place from = byId.get(item.id());
        if (from == null) {
            return Optional.empty();
        }
        return places.stream()
                .filter(place -> (place.lane() - from.lane()) * direction > 0)
                .min(Comparator.<Place>comparingInt(place -> Math.abs(place.lane() - from.lane()))
                        .thenComparingInt(place -> Math.abs(place.column() - from.column())))
                .map(Place::item);
    }

    /** What is right below a snapshot. */
    public List<Snapshot> children(Snapshot item) {
        return places.stream()
                .map(Place::item)
                .filter(each -> each.parent().equals(Optional.of(item.id())))
                .toList();
    }
}
