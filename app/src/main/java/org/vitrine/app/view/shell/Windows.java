package org.vitrine.app.view.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.stage.Stage;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.viewmodel.library.StartViewModel;

/** All windows: the main one, and one more for each further console. */
final class Windows {
    private final Desk desk;
    private final StartViewModel start;
    private final boolean consolesOnly;
    private final List<VitrineWindow> open = new ArrayList<>();

    /** @param consolesOnly there is no library: a console's window closes with its machine */
    Windows(Desk desk, StartViewModel start, boolean consolesOnly) {
        this.desk = desk;
        this.start = start;
        this.consolesOnly = consolesOnly;
        start.setOnOpened(this::show);
    }

    /** Opens the main window with the library. */
    VitrineWindow openMain(Stage stage) {
        VitrineWindow window = new VitrineWindow(desk, stage, start, this);
        open.add(window);
        window.showLibrary();
        return window;
    }

    /** Shows a machine: in the window that has it, or in the main one if that is free, or in a new one. */
    void show(MachineSession session) {
        Optional<VitrineWindow> having = open.stream()
                .filter(window ->
                        window.console().filter(session.uuid()::equals).isPresent())
                .findFirst();
        if (having.isPresent()) {
            having.get().stage().toFront();
            having.get().stage().requestFocus();
            return;
        }
        VitrineWindow window = open.stream()
                .filter(VitrineWindow::hasRoom)
                .findFirst()
                .orElseGet(() -> {
                    VitrineWindow another = new VitrineWindow(desk, new Stage(), null, this);
                    open.add(another);
                    return another;
                });
        window.openConsole(session);
    }

    /** A machine is off. What failed stays to be read; what shut down in order makes room. */
    void consoleEnded(VitrineWindow window, boolean orderly) {
        if (orderly) {
            desk.threads().ui().execute(() -> consoleDone(window));
        }
    }

    /** The user has seen that a machine is off. */
    void consoleDone(VitrineWindow window) {
        if (consolesOnly) {
            window.stage().close();
        } else {
            window.showLibrary();
        }
    }

    void closed(VitrineWindow window) {
        open.remove(window);
    }
}
