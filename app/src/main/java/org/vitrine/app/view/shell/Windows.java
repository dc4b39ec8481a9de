package org.vitrine.app.view.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javafx.stage.Stage;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.view.console.ConsolePlace;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.viewmodel.console.ConsoleViewModel;
import org.vitrine.app.viewmodel.create.CreateViewModel.Then;

/** All windows: the main one, with the library and consoles as tabs, and one for each console that has one of its own. */
final class Windows {
    private static final double OFFSET = 48;

    private final Desk desk;
    private final List<VitrineWindow> open = new ArrayList<>();
    private Optional<VitrineWindow> main = Optional.empty();
    private Optional<LibrarySide> side = Optional.empty();

    Windows(Desk desk) {
        this.desk = desk;
    }

    /**
     * Opens the main window with the library, which leads to the others.
     *
     * @param drawn is run when its first picture is on the screen
     */
    void openMain(Stage stage, LibrarySide library, Runnable drawn) {
        VitrineWindow window = new VitrineWindow(desk, stage, library, this);
        open.add(window);
        main = Optional.of(window);
        side = Optional.of(library);
        library.models().actions().setOnward(this::show, this::showMachine);
        library.models().create().setOnMade((uuid, then) -> goOn(library, uuid, then));
        window.setOnDrawn(drawn);
        window.showLibrary();
    }

    /** Somebody started Vitrine again: its window comes to the front, with the sheet for a new machine if there are files. */
    void take(LibrarySide library, List<Path> files) {
        if (main.filter(window -> window.stage().isShowing()).isEmpty()) {
            openMain(new Stage(), library, () -> {});
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
    void openWithout(Stage stage, String sentence, Runnable tryAgain, Optional<Runnable> usual) {
        VitrineWindow window = new VitrineWindow(desk, stage, null, this);
        open.add(window);
        window.showNoLibrary(sentence, tryAgain, usual);
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

    /** Shows a machine: where its console is, or as a tab of the main window, or in a window of its own if there is no main one. */
    void show(MachineSession session) {
        for (VitrineWindow window : open) {
            Optional<ConsolePlace> console = window.consoles().of(session);
            if (console.isPresent()) {
                window.show(console.get());
                window.toFront();
                return;
            }
        }
        ConsolePlace console = console(session);
        Optional<ConsolePlace> former =
                consoles().filter(each -> each.machine().equals(session.uuid())).findFirst();
        former.flatMap(this::windowOf).or(() -> main).orElseGet(this::another).take(console);
        // What an earlier run ended with has been read.
        former.ifPresent(this::close);
    }

    private ConsolePlace console(MachineSession session) {
        ConsoleViewModel model = new ConsoleViewModel(session, desk.threads(), desk.folders());
        ConsolePlace console = new ConsolePlace(model, desk);
        model.endedProperty().subscribe(ended -> {
            if (ended) {
                console.fullscreenProperty().setValue(false);
                // What failed stays to be read; what shut down in order makes room.
                if (model.failureProperty().get().isEmpty()) {
                    desk.threads().ui().execute(() -> close(console));
                }
            }
        });
        return console;
    }

    private Stream<ConsolePlace> consoles() {
        return open.stream().flatMap(window -> window.consoles().all().stream());
    }

    private Optional<VitrineWindow> windowOf(ConsolePlace console) {
        return open.stream()
                .filter(window -> window.consoles().all().contains(console))
                .findFirst();
    }

    /** Closes a console; the machine does not notice. */
    void close(ConsolePlace console) {
        windowOf(console).ifPresent(window -> {
            window.consoles().take(console);
            console.close();
            window.showWhatIsLeft();
        });
    }

    /** A console goes from the main window into one of its own, or back, as it is: nothing in it begins anew. */
    void move(ConsolePlace console, VitrineWindow from) {
        from.consoles().take(console);
        VitrineWindow to = main.filter(window -> window == from).isPresent() ? another() : mainAgain();
        to.take(console);
        from.showWhatIsLeft();
        to.toFront();
    }

    /** The main window may have been closed meanwhile. */
    private VitrineWindow mainAgain() {
        if (main.isEmpty()) {
            openMain(new Stage(), side.orElseThrow(), () -> {});
        }
        return main.orElseThrow();
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

    /** Whether there is a main window, or can be. */
    boolean hasLibrary() {
        return side.isPresent();
    }

    void closed(VitrineWindow window) {
        open.remove(window);
        main = main.filter(each -> each != window);
    }
}
