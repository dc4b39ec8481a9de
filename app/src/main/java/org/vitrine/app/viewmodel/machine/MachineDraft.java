package org.vitrine.app.viewmodel.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.vitrine.engine.config.MachineConfig;

/**
 * A machine's configuration while it is being edited: what differs from what the machine has, which of it a running machine takes at once, and what is wrong
 * with it. Used on the ui thread.
 */
public final class MachineDraft {
    /** Steps back that are kept. */
    private static final int MAX_UNDO = 200;

    private final ReadOnlyObjectWrapper<Edit> edit = new ReadOnlyObjectWrapper<>();
    private final ObservableList<Change> changes = FXCollections.observableArrayList();
    /** One for all who listen: a wrapper that nobody holds is collected with its listeners. */
    private final ObservableList<Change> shownChanges = FXCollections.unmodifiableObservableList(changes);

    private final ReadOnlyObjectWrapper<Map<Part, Problem>> problems = new ReadOnlyObjectWrapper<>(Map.of());
    private final ReadOnlyBooleanWrapper canUndo = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper canRedo = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper canApply = new ReadOnlyBooleanWrapper();
    private final Deque<Edit> undo = new ArrayDeque<>();
    private final Deque<Edit> redo = new ArrayDeque<>();
    /** What was changed elsewhere as well. */
    private final Set<Part> conflicts = new HashSet<>();
    /** What the last edit changed: when the next one changes the same, both are one step. */
    private Set<Part> lastStep = Set.of();

    private DraftLimits limits;
    private Edit base;
    private boolean running;

    public MachineDraft(MachineConfig config, DraftLimits limits) {
        this.base = Edit.of(config);
        this.limits = limits;
        edit.set(base);
        refresh();
    }

    /** What the machine has. */
    public MachineConfig base() {
        return base.config();
    }

    Edit baseEdit() {
        return base;
    }

    public MachineConfig config() {
        return edit.get().config();
    }

    public Edit edit() {
        return edit.get();
    }

    /** The draft as it is now. */
    public ReadOnlyObjectProperty<Edit> editProperty() {
        return edit.getReadOnlyProperty();
    }

    /** What differs from what the machine has. */
    public ObservableList<Change> changes() {
        return shownChanges;
    }

    public ReadOnlyObjectProperty<Map<Part, Problem>> problemsProperty() {
        return problems.getReadOnlyProperty();
    }

    public Optional<Problem> problem(Part part) {
        return Optional.ofNullable(problems.get().get(part));
    }

    /** Whether there are changes and none of them is wrong. */
    public ReadOnlyBooleanProperty canApplyProperty() {
        return canApply.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty canUndoProperty() {
        return canUndo.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty canRedoProperty() {
        return canRedo.getReadOnlyProperty();
    }

    /** Tells whether the machine runs, since some changes then wait for its next start. */
    public void setRunning(boolean is) {
        running = is;
        refresh();
    }

    public boolean isRunning() {
        return running;
    }

    public void setLimits(DraftLimits next) {
        limits = next;
        refresh();
    }

    public DraftLimits limits() {
        return limits;
    }

    /** Changes the configuration. */
    public void change(UnaryOperator<MachineConfig> change) {
        changeEdit(now -> now.with(change.apply(now.config())));
    }

    /** Changes the draft, its plans included. */
    public void changeEdit(UnaryOperator<Edit> change) {
        Edit before = edit.get();
        Edit after = change.apply(before);
        if (after.equals(before)) {
            return;
        }
        Set<Part> step = after.differences(before);
        boolean goesOn = step.size() == 1 && step.equals(lastStep) && !undo.isEmpty();
        if (!goesOn) {
            undo.push(before);
            if (undo.size() > MAX_UNDO) {
                undo.removeLast();
            }
        }
        lastStep = step;
        redo.clear();
        edit.set(after);
        refresh();
    }

    /** The next change is a step of its own, even of the same part: the field was left. */
    public void endStep() {
        lastStep = Set.of();
    }

    public void undo() {
        if (!undo.isEmpty()) {
            redo.push(edit.get());
            step(undo.pop());
        }
    }

    public void redo() {
        if (!redo.isEmpty()) {
            undo.push(edit.get());
            step(redo.pop());
        }
    }

    private void step(Edit to) {
        lastStep = Set.of();
        edit.set(to);
        refresh();
    }

    /** Goes back to what the machine has; that can be undone. */
    public void revert() {
        conflicts.clear();
        changeEdit(now -> base);
        lastStep = Set.of();
        refresh();
    }

    /** Gives up one change. */
    public void revert(Part part) {
        conflicts.remove(part);
        changeEdit(now -> part.put(base, now));
        lastStep = Set.of();
        refresh();
    }

    /**
     * The machine has another configuration now, by the draft's being applied or from elsewhere. What the draft does not touch follows it; what both changed
     * stays as the draft has it and is marked.
     */
    public void rebase(MachineConfig config) {
        Edit next = Edit.of(config);
        if (next.equals(base)) {
            return;
        }
        Edit mine = edit.get();
        Set<Part> wanted = base.differences(mine);
        Set<Part> theirs = base.differences(next);
        conflicts.removeIf(part -> part.sameIn(mine, next));
        Edit merged = next;
        for (Part part : wanted) {
            if (theirs.contains(part) && !part.sameIn(mine, next)) {
                conflicts.add(part);
            }
            merged = part.put(mine, merged);
        }
        base = next;
        // Steps back would lead to what the machine was before.
        undo.clear();
        redo.clear();
        lastStep = Set.of();
        edit.set(merged);
        refresh();
    }

    /**
     * The draft was applied.
     *
     * @param sent the draft as it was when that began; what was edited since stays to be applied
     * @param config what the machine has now
     */
    public void applied(Edit sent, MachineConfig config) {
        Edit mine = edit.get();
        Edit merged = Edit.of(config);
        for (Part part : sent.differences(mine)) {
            merged = part.put(mine, merged);
        }
        base = Edit.of(config);
        conflicts.clear();
        undo.clear();
        redo.clear();
        lastStep = Set.of();
        edit.set(merged);
        refresh();
    }

    private void refresh() {
        Edit now = edit.get();
        List<Change> next = new ArrayList<>();
        for (Part part : base.differences(now)) {
            boolean restart = running && !part.isLive(base, now);
            next.add(new Change(part, part.label(base, now), restart, conflicts.contains(part)));
        }
        if (!next.equals(changes)) {
            changes.setAll(next);
        }
        problems.set(DraftRules.check(now, limits, running));
        canApply.set(!changes.isEmpty() && problems.get().values().stream().noneMatch(Problem::blocking));
        canUndo.set(!undo.isEmpty());
        canRedo.set(!redo.isEmpty());
    }
}
