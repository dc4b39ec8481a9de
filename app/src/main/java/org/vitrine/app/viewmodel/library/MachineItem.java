package org.vitrine.app.viewmodel.library;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Threads;

/** A machine in the list of those that run. Used on the ui thread. */
public final class MachineItem {
    private final MachineSession session;
    private final ReadOnlyObjectWrapper<MachineState> state = new ReadOnlyObjectWrapper<>();

    MachineItem(MachineSession session, Threads threads) {
        this.session = session;
        state.set(session.state());
        session.addListener(new MachineSession.Listener() {
            @Override
            public void stateChanged(MachineState next) {
                threads.ui().execute(() -> state.set(next));
            }
        });
    }

    public MachineSession session() {
        return session;
    }

    public String name() {
        return session.name();
    }

    /** What it is made of, in a line. */
    public String details() {
        return Texts.get("machine.details", Sizes.mebibytes(session.memoryMiB()), session.cpus());
    }

    public ReadOnlyObjectProperty<MachineState> stateProperty() {
        return state.getReadOnlyProperty();
    }
}
