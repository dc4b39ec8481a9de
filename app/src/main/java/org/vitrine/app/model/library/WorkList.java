package org.vitrine.app.model.library;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The long work of an application, under way or over and not yet dismissed, oldest first. Any thread. */
public final class WorkList {
    /** Hears of work that comes, changes and goes, on any thread. */
    public interface Listener {
        default void added(LongWork<?> work) {}

        default void changed(LongWork<?> work) {}

        default void removed(LongWork<?> work) {}
    }

    private final List<LongWork<?>> all = new CopyOnWriteArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    public List<LongWork<?>> all() {
        return List.copyOf(all);
    }

    /** Work that is not over. */
    public List<LongWork<?>> underWay() {
        return all.stream().filter(work -> !work.state().isOver()).toList();
    }

    /** Shows work; what has been done in order goes away by itself. @return the work */
    public <T> LongWork<T> add(LongWork<T> work) {
        all.add(work);
        listeners.forEach(listener -> listener.added(work));
        work.addListener(this::changed);
        // It may have ended before anybody listened.
        changed(work);
        return work;
    }

    private void changed(LongWork<?> work) {
        listeners.forEach(listener -> listener.changed(work));
        if (work.state() == LongWork.State.DONE || work.state() == LongWork.State.CANCELLED) {
            dismiss(work);
        }
    }

    /** Takes work that is over off the list. */
    public void dismiss(LongWork<?> work) {
        if (work.state().isOver() && all.remove(work)) {
            listeners.forEach(listener -> listener.removed(work));
        }
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }
}
