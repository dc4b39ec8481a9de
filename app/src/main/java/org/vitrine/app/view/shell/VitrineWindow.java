package org.vitrine.app.view.shell;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.Region;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.view.console.ConsoleHome;
import org.vitrine.app.view.console.ConsolePlace;
import org.vitrine.app.view.console.ConsoleTabs;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.Navigation;
import org.vitrine.app.view.desk.Place;
import org.vitrine.app.view.library.LibraryPlace;
import org.vitrine.app.view.machine.MachinePlace;
import org.vitrine.app.view.parts.DropTarget;
import org.vitrine.app.viewmodel.library.MachineAction;

/** One window, with one place at a time: the library, a machine's page, or a console. It closes without stopping anything. */
final class VitrineWindow implements Navigation {
    /** The bench waits for it. */
    private static final String FIRST_PICTURE = "The window is drawn";

    private static final System.Logger LOG = System.getLogger(VitrineWindow.class.getName());
    private static final double WIDTH = 1100;
    private static final double HEIGHT = 760;
    private static final double MIN_WIDTH = 720;
    private static final double MIN_HEIGHT = 520;

    private final Desk desk;
    private final Stage stage;
    private final Scene scene = new Scene(new Region(), WIDTH, HEIGHT);
    private final @Nullable LibrarySide library;
    private final Windows windows;
    private @Nullable Place place;
    /** Kept when it is left: it is as it was when one comes back. */
    private @Nullable LibraryPlace libraryPlace;
    /** Kept as well: what was seen, and typed, is there when one comes back. */
    private final ConsoleTabs consoles = new ConsoleTabs();

    private Subscription fullscreen = Subscription.EMPTY;
    private Subscription selection = Subscription.EMPTY;
    private Runnable drawn = () -> {};

    /** @param library what the library shows; null in a window for a console alone */
    VitrineWindow(Desk desk, Stage stage, @Nullable LibrarySide library, Windows windows) {
        this.desk = desk;
        this.stage = stage;
        this.library = library;
        this.windows = windows;
        desk.theme().dress(scene);
        stage.setScene(scene);
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        stage.setFullScreenExitHint("");
        // Esc is the guest's.
        stage.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH);
        stage.setOnHidden(event -> {
            remember();
            leave();
            consoles.close();
            desk.theme().undress(scene);
            windows.closed(this);
        });
        restore();
    }

    Stage stage() {
        return stage;
    }

    /** Before anything is shown. @param action is run once the first picture is on the screen */
    void setOnDrawn(Runnable action) {
        drawn = action;
    }

    /** The consoles that are here, seen or not. */
    ConsoleTabs consoles() {
        return consoles;
    }

    void toFront() {
        stage.toFront();
        stage.requestFocus();
    }

    @Override
    public void showLibrary() {
        LibrarySide side = library;
        if (side == null) {
            stage.close();
            return;
        }
        if (place != null && place == libraryPlace) {
            return;
        }
        LibraryPlace opened = libraryPlace == null ? new LibraryPlace(desk, side.models(), stage) : libraryPlace;
        libraryPlace = opened;
        show(opened);
        DropTarget.on(
                scene,
                opened.dropNode(),
                () -> side.models().host().ableProperty().get(),
                files -> side.models().create().open(files));
    }

    /** Says that there is no library. */
    void showNoLibrary(String sentence, Runnable tryAgain, Optional<Runnable> usual) {
        show(new NoLibraryPlace(sentence, tryAgain, usual));
    }

    @Override
    public void showMachine(UUID uuid) {
        LibrarySide side = library;
        if (side != null) {
            show(new MachinePlace(desk, side.tools(), side.models().tasks(), uuid, this, gone -> trash(side, gone)));
        }
    }

    /** The library says that the machine went, and can take it back. */
    private void trash(LibrarySide side, UUID uuid) {
        side.models().library().item(uuid).ifPresent(machine -> {
            showLibrary();
            side.models().actions().run(MachineAction.TRASH, List.of(machine));
        });
    }

    @Override
    public void showConsole(MachineSession session) {
        windows.show(session);
    }

    /** Shows a console here, beside those that are; it may come from another window. */
    void take(ConsolePlace console) {
        LibrarySide side = library;
        boolean stored = side != null
                && side.tools().library().machine(console.machine()).isPresent();
        console.settle(new ConsoleHome(
                side == null ? null : this,
                stored,
                windows.hasLibrary() ? () -> windows.move(console, this) : null,
                () -> windows.close(console)));
        consoles.add(console);
        show(console);
    }

    /** Shows a console that is here. */
    void show(ConsolePlace console) {
        consoles.select(console);
        if (place != consoles) {
            show((Place) consoles);
            selection = consoles.selectedProperty().subscribe(this::follow);
        }
    }

    /** A console was taken out. Where it was the last one the library is seen again, or the window closes if it has none. */
    void showWhatIsLeft() {
        if (consoles.all().isEmpty() && (place == consoles || library == null)) {
            showLibrary();
        }
    }

    /** The window's full screen and what is dropped on it belong to the console that is seen. */
    private void follow(@Nullable ConsolePlace seen) {
        fullscreen.unsubscribe();
        fullscreen = Subscription.EMPTY;
        DropTarget.off(scene);
        if (seen == null) {
            return;
        }
        // Who goes from one to the next in full screen stays in it.
        seen.fullscreenProperty().setValue(stage.isFullScreen());
        fullscreen = seen.fullscreenProperty()
                .subscribe(is -> {
                    if (stage.isFullScreen() != is) {
                        stage.setFullScreen(is);
                    }
                })
                .and(stage.fullScreenProperty()
                        .subscribe(is -> seen.fullscreenProperty().setValue(is)));
        DropTarget.on(scene, seen.dropNode(), seen::takesDisc, files -> seen.insertDisc(files.getFirst()));
    }

    private void show(Place next) {
        leave();
        place = next;
        stage.titleProperty().bind(next.titleProperty());
        DropTarget.off(scene);
        scene.setRoot(next.node());
        // A control has its content only once its skin is made, and only then can that take the focus.
        next.node().applyCss();
        if (!stage.isShowing()) {
            stage.show();
            noteFirstPicture();
        }
        next.begin();
    }

    /** Tells when the window's first picture is on the screen: what one pulse lays out is drawn before the next begins. */
    private void noteFirstPicture() {
        scene.addPreLayoutPulseListener(new Runnable() {
            private int pulses;

            @Override
            public void run() {
                pulses++;
                if (pulses == 2) {
                    scene.removePreLayoutPulseListener(this);
                    LOG.log(System.Logger.Level.INFO, FIRST_PICTURE);
                    drawn.run();
                    // Each is drawn on its own, and waited for.
                    Platform.runLater(() -> stage.getIcons().setAll(AppIcon.images()));
                } else {
                    Platform.requestNextPulse();
                }
            }
        });
    }

    private void leave() {
        selection.unsubscribe();
        selection = Subscription.EMPTY;
        fullscreen.unsubscribe();
        fullscreen = Subscription.EMPTY;
        if (place == consoles) {
            stage.setFullScreen(false);
            consoles.rest();
        } else if (place != null) {
            place.close();
        }
        place = null;
    }

    private void remember() {
        if (!stage.isFullScreen() && !stage.isMaximized() && library != null) {
            desk.settings().put("window.x", Double.toString(stage.getX()));
            desk.settings().put("window.y", Double.toString(stage.getY()));
            desk.settings().put("window.width", Double.toString(stage.getWidth()));
            desk.settings().put("window.height", Double.toString(stage.getHeight()));
        }
    }

    /** Where it was, if that is on a screen still. */
    private void restore() {
        if (library == null) {
            return;
        }
        Optional<Double> x = desk.settings().number("window.x");
        Optional<Double> y = desk.settings().number("window.y");
        Optional<Double> width = desk.settings().number("window.width");
        Optional<Double> height = desk.settings().number("window.height");
        if (x.isPresent() && y.isPresent() && width.isPresent() && height.isPresent()) {
            Rectangle2D place = new Rectangle2D(
                    x.get(), y.get(), Math.max(MIN_WIDTH, width.get()), Math.max(MIN_HEIGHT, height.get()));
            boolean visible = Screen.getScreens().stream()
                    .anyMatch(screen -> screen.getVisualBounds().contains(place));
            if (visible) {
                stage.setX(place.getMinX());
                stage.setY(place.getMinY());
                stage.setWidth(place.getWidth());
                stage.setHeight(place.getHeight());
            }
        }
    }
}
