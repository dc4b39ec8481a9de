package org.vitrine.app.view.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.stage.Stage;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.viewmodel.create.CreateViewModel.Then;

/** All windows: the main one, and one more for each further console. */
final class Windows {
    private static final double OFFSET = 48;

    private final Desk desk;
    private final List<VitrineWindow> open = new ArrayList<>();
    private Optional<VitrineWindow> main = Optional.empty();

    Windows(Desk desk) {
        this.desk = desk;
    }

    /** Opens the main window with the library, which leads to the others. */
    void openMain(Stage stage, LibrarySide library) {
        VitrineWindow window = new VitrineWindow(desk, stage, library, this);
        open.add(window);
        main = Optional.of(window);
        library.models().actions().setOnward(this::show, this::showMachine);
        library.models().create().setOnMade((uuid, then) -> goOn(library, uuid, then));
        window.showLibrary();
    }

    /** Somebody started Vitrine again: its window comes to the front, with the sheet for a new machine if there are files. */
    void take(LibrarySide library, List<Path> files) {
        if (main.filter(window -> window.stage().isShowing()).isEmpty()) {
            openMain(new Stage(), library);
        }
        main.ifPresent(window -> {
            if (!files.isEmpty()) {
                window.showLibrary();
                library.models().create().open(files);
            }
            window.stage().setIconified(false);
            window.stage().toFront();
            window.stage().requestFocus();
        });
    }

    /** Opens a window that says that there is no library. */
    void openWithout(Stage stage, String sentence, Runnable tryAgain) {
        VitrineWindow window = new VitrineWindow(desk, stage, null, this);
        open.add(window);
        window.showNoLibrary(sentence, tryAgain);
    }

    private void goOn(LibrarySide library, UUID uuid, Then then) {
        switch (then) {
            case START -> library.models().actions().start(uuid);
            case CUSTOMIZE -> showMachine(uuid);
            case NOTHING -> {}
        }
    }

    private void showMachine(UUID uuid) {
        main.ifPresent(window -> window.showMachine(uuid));
    }

    /** Shows a machine: in the window that has it, or in the main one if that is free, or in a new one. */
    void show(MachineSession session) {
        Optional<VitrineWindow> having = open.stream()
                .filter(window -> window.showsConsole(session.uuid()))
                .findFirst();
        if (having.isPresent()) {
            having.get().toFront();
            return;
        }
        open.stream()
                .filter(VitrineWindow::hasRoom)
                .findFirst()
                .orElseGet(this::another)
                .openConsole(session);
    }

    private VitrineWindow another() {
        Stage stage = new Stage();
        // Beside the main one, which would lie right under it else.
        main.map(VitrineWindow::stage).filter(Stage::isShowing).ifPresent(below -> {
            stage.setX(below.getX() + OFFSET);
            stage.setY(below.getY() + OFFSET);
        });
        VitrineWindow window = new VitrineWindow(desk, stage, null, this);
        open.add(window);
        return window;
    }

    /** Whether consoles can go back into the main window. */
    boolean hasMain() {
        return main.isPresent();
    }

    /** A console gets a window of its own. Its view is made anew there; the machine does not notice. */
    void tearOff(MachineSession session) {
        another().openConsole(session);
    }

    /** A console goes into the main window, as a tab if there are others. */
    void putBack(MachineSession session) {
        main.ifPresent(window -> {
            window.openConsole(session);
            window.toFront();
        });
    }

    /** A machine is off. What failed stays to be read; what shut down in order makes room. */
    void consoleEnded(VitrineWindow window, MachineSession session, boolean orderly) {
        if (orderly) {
            desk.threads().ui().execute(() -> window.closeConsole(session.uuid()));
        }
    }

    void closed(VitrineWindow window) {
        open.remove(window);
        main = main.filter(each -> each != window);
    }
}
