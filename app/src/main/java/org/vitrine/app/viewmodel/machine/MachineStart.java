package org.vitrine.app.viewmodel.machine;

import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.StartMachine;
import org.vitrine.app.viewmodel.Notice;

/** What one does most with a machine from its page: starts one that is off, shows one that runs. Used on the ui thread. */
public final class MachineStart {
    private final MachinePage page;
    private final StartMachine starter;
    private final Consumer<MachineSession> show;
    private final ReadOnlyBooleanWrapper possible = new ReadOnlyBooleanWrapper();
    private boolean starting;

    /** @param show shows a console */
    public MachineStart(MachinePage page, StartMachine starter, Consumer<MachineSession> show) {
        this.page = page;
        this.starter = starter;
        this.show = show;
        page.machineProperty().subscribe(machine -> refresh());
    }

    /** Whether there is something to do now. */
    public ReadOnlyBooleanProperty possibleProperty() {
        return possible.getReadOnlyProperty();
    }

    private void refresh() {
        LibraryMachine machine = page.machineProperty().get();
        possible.set(!starting && (machine.session().isPresent() || machine.isStartable()));
    }

    public void run() {
        Optional<MachineSession> session = page.machineProperty().get().session();
        if (session.isPresent()) {
            show.accept(session.get());
            return;
        }
        starting = true;
        refresh();
        page.threads().background().execute(() -> {
            try {
                MachineSession begun = starter.start(page.uuid());
                page.threads().ui().execute(() -> {
                    ended();
                    show.accept(begun);
                });
            } catch (Refusal e) {
                page.threads().ui().execute(() -> {
                    ended();
                    page.tell(Notice.problem(e.sentence()));
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void ended() {
        starting = false;
        refresh();
    }
}
