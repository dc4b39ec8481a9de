package org.vitrine.app.viewmodel.library;

import java.util.UUID;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.vitrine.app.model.library.LibraryMachine;

/** A machine in the library: the same object as long as it is there, with changing facts. Used on the ui thread. */
public final class MachineItem {
    private final ReadOnlyObjectWrapper<MachineFacts> facts;

    MachineItem(MachineFacts facts) {
        this.facts = new ReadOnlyObjectWrapper<>(facts);
    }

    /** A machine as it is now, which nobody keeps up to date. */
    public static MachineItem of(LibraryMachine machine) {
        return new MachineItem(MachineFacts.of(machine));
    }

    public UUID uuid() {
        return facts().uuid();
    }

    public MachineFacts facts() {
        return facts.get();
    }

    public ReadOnlyObjectProperty<MachineFacts> factsProperty() {
        return facts.getReadOnlyProperty();
    }

    /** A machine that is looked at again and is as it was changes nothing: each change lays the library out anew. */
    void become(MachineFacts next) {
        if (!next.equals(facts())) {
            facts.set(next);
        }
    }
}
