package org.vitrine.app.viewmodel.library;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/**
 * Which machines are selected, by the rules of file managers: a click selects one, Ctrl adds and takes away, Shift takes all
 * up to it; the arrows move the lead. What is no longer shown is not selected. Used on the ui thread.
 */
public final class Selection {
    private final ObservableList<MachineItem> shown;
    private final ReadOnlyObjectWrapper<Set<MachineItem>> selected = new ReadOnlyObjectWrapper<>(Set.of());
    private final ReadOnlyObjectWrapper<@Nullable MachineItem> lead = new ReadOnlyObjectWrapper<>();
    private @Nullable MachineItem anchor;
    /** Where the lead stands among those that are shown. */
    private int leadPlace;

    Selection(ObservableList<MachineItem> shown) {
        this.shown = shown;
        shown.addListener((ListChangeListener<MachineItem>) change -> forgetHidden());
    }

    private void forgetHidden() {
        Set<MachineItem> visible = new LinkedHashSet<>(shown);
        Set<MachineItem> left = new LinkedHashSet<>(selected.get());
        left.retainAll(visible);
        set(left);
        if (lead.get() != null) {
            int place = shown.indexOf(lead.get());
            // Where one was is where one goes on, whatever has moved up.
            lead.set(
                    place >= 0 || shown.isEmpty()
                            ? leadOrNone(place)
                            : shown.get(Math.min(leadPlace, shown.size() - 1)));
            leadPlace = Math.max(0, shown.indexOf(lead.get()));
        }
        if (anchor != null && !visible.contains(anchor)) {
            anchor = null;
        }
    }

    private @Nullable MachineItem leadOrNone(int place) {
        return place < 0 ? null : shown.get(place);
    }

    private void lead(@Nullable MachineItem item) {
        leadPlace = item == null ? 0 : Math.max(0, shown.indexOf(item));
        lead.set(item);
    }

    /** In the order in which they were taken. */
    public ReadOnlyObjectProperty<Set<MachineItem>> selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    public Set<MachineItem> selected() {
        return selected.get();
    }

    /** Where the keyboard is. */
    public ReadOnlyObjectProperty<@Nullable MachineItem> leadProperty() {
        return lead.getReadOnlyProperty();
    }

    /** A click. @param toggle Ctrl is held @param extend Shift is held */
    public void click(MachineItem item, boolean toggle, boolean extend) {
        if (extend) {
            extendTo(item);
        } else if (toggle) {
            Set<MachineItem> next = new LinkedHashSet<>(selected.get());
            if (!next.remove(item)) {
                next.add(item);
            }
            anchor = item;
            set(next);
        } else {
            anchor = item;
            set(new LinkedHashSet<>(List.of(item)));
        }
        lead(item);
    }

    /** Something is done to a machine as the menu opens on it: it is selected, with the others if it is among them. */
    public void point(MachineItem item) {
        if (!selected.get().contains(item)) {
            click(item, false, false);
        } else {
            lead(item);
        }
    }

    /** Moves the lead by so many places; at an end it stays. @param extend Shift is held */
    public void move(int places, boolean extend) {
        if (shown.isEmpty()) {
            return;
        }
        int from = lead.get() == null ? -1 : shown.indexOf(lead.get());
        int to = from < 0 ? 0 : from + places;
        if (to >= 0 && to < shown.size()) {
            click(shown.get(to), false, extend);
        }
    }

    /** Moves the lead to the first or the last machine. */
    public void moveToEnd(boolean last, boolean extend) {
        if (!shown.isEmpty()) {
            click(last ? shown.getLast() : shown.getFirst(), false, extend);
        }
    }

    public void selectAll() {
        set(new LinkedHashSet<>(shown));
    }

    public void clear() {
        anchor = null;
        set(Set.of());
    }

    /** Selects these, as another list has them. */
    public void replace(List<MachineItem> items, @Nullable MachineItem focused) {
        set(new LinkedHashSet<>(items));
        lead(focused);
        anchor = focused;
    }

    private void extendTo(MachineItem item) {
        int from = anchor == null ? 0 : Math.max(0, shown.indexOf(anchor));
        int to = shown.indexOf(item);
        if (to >= 0) {
            set(new LinkedHashSet<>(shown.subList(Math.min(from, to), Math.max(from, to) + 1)));
        }
    }

    private void set(Set<MachineItem> next) {
        if (!next.equals(selected.get())) {
            selected.set(Set.copyOf(next));
        }
    }
}
