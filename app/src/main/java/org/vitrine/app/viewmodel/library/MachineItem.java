package org.vitrine.app.viewmodel.library;

import java.util.UUID;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** A machine in the library: the same object as long as it is there, with changing facts. Used on the ui thread. */
public final class MachineItem {
    private final ReadOnlyObjectWrapper<MachineFacts> facts;

    MachineItem(MachineFacts facts) {
        this.facts = new ReadOnlyObjectWrapper<>(facts);
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

    void become(MachineFacts next) {
        facts.set(next);
    }
}
