package org.vitrine.app.viewmodel.library;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.Names;
import org.vitrine.app.text.Texts;

/** A machine's new name, or its clone's, checked as it is typed. Used on the ui thread. */
public final class NamingViewModel {
    private final MachineAction action;
    private final MachineFacts machine;
    private final List<String> taken;
    private final LibraryActions actions;
    private final StringProperty name = new SimpleStringProperty();
    private final BooleanProperty linked = new SimpleBooleanProperty();

    /**
     * @param action {@link MachineAction#RENAME} or {@link MachineAction#CLONE}
     * @param names of all machines, this one's too
     */
    public NamingViewModel(MachineAction action, MachineFacts machine, List<String> names, LibraryActions actions) {
        this.action = action;
        this.machine = machine;
        this.actions = actions;
        taken = names.stream()
                .filter(each -> isClone() || !each.equals(machine.name()))
                .toList();
        name.set(isClone() ? Names.free(machine.name(), taken) : machine.name());
    }

    public boolean isClone() {
        return action == MachineAction.CLONE;
    }

    public String title() {
        return Texts.get(isClone() ? "naming.clone-title" : "naming.rename-title", machine.name());
    }

    public StringProperty nameProperty() {
        return name;
    }

    /** Whether a clone shares the machine's disks until one of the two writes. */
    public BooleanProperty linkedProperty() {
        return linked;
    }

    /** What is wrong with a name; empty if nothing is. */
    public String problem(String text) {
        try {
            Names.check(text, taken);
            return "";
        } catch (Refusal e) {
            return e.sentence();
        }
    }

    /** Does it, if nothing is wrong. @return whether it does */
    public boolean accept() {
        String chosen = name.get();
        if (!problem(chosen).isEmpty()) {
            return false;
        }
        if (isClone()) {
            actions.clone(machine.uuid(), chosen, linked.get());
        } else if (!chosen.equals(machine.name())) {
            actions.rename(machine.uuid(), chosen);
        }
        return true;
    }
}
