package org.vitrine.app.view.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntConsumer;
import javafx.beans.property.Property;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.input.HostInput;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.desk.Desk;
import org.vitrine.app.view.desk.Place;
import org.vitrine.app.view.parts.Notices;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.console.ConsoleInput;
import org.vitrine.app.viewmodel.console.ConsolePreferences;
import org.vitrine.app.viewmodel.console.ConsoleViewModel;
import org.vitrine.app.viewmodel.console.OwnKeys;
import org.vitrine.display.console.ConsoleView;
import org.vitrine.display.link.DisplayLink;

/** A machine's console: its screen between a toolbar and a status bar, and the host's keyboard and mouse led to it. */
public final class ConsolePlace extends BorderPane implements Place {
    private static final Logger LOG = System.getLogger(ConsolePlace.class.getName());

    private static final PseudoClass FULLSCREEN = PseudoClass.getPseudoClass("fullscreen");

    private final ConsoleViewModel model;
    private final Desk desk;
    private final Threads threads;
    private final ConsoleView console = new ConsoleView();
    private final ObservableValue<Boolean> windowFocused = sceneProperty()
            .flatMap(Scene::windowProperty)
            .flatMap(Window::focusedProperty)
            .orElse(false);
    private final ConsoleToolbar toolbar;
    private final ConsoleStatusBar status;
    private final StackPane screen;
    private final FullscreenBar fullscreenBar;
    private @Nullable HostInput input;
    private @Nullable DisplayLink link;
    private ConsoleHome home = new ConsoleHome(null, false, null, () -> {});
    private IntConsumer onStep = by -> {};
    private boolean closed;

    /** It is to be given its home before it is shown. */
    public ConsolePlace(ConsoleViewModel model, Desk desk) {
        this.model = model;
        this.desk = desk;
        this.threads = desk.threads();
        KeysMenu keys = new KeysMenu(model, new OwnKeys(desk.settings()));
        this.toolbar =
                new ConsoleToolbar(model, desk.files(), keys, console.scaleModeProperty(), console::requestFocus);
        model.input().setOnShortcut(new ConsoleInput.ViewShortcuts() {
            @Override
            public void typeClipboard() {
                keys.typeClipboard();
            }

            @Override
            public void takeSnapshot() {
                model.takeSnapshot();
            }

            @Override
            public void leave() {
                leadOut();
            }

            @Override
            public void step(int by) {
                onStep.accept(by);
            }
        });
        this.status = new ConsoleStatusBar(model, console);
        ConsolePreferences preferences = new ConsolePreferences(desk.settings());
        console.scaleModeProperty().set(preferences.scaleMode());
        console.setId("console");
        console.setAccessibleText(model.name());
        console.setAccessibleHelp(Texts.get("console.grab-hint"));
        EndedView end = new EndedView(model, () -> home.close().run());
        screen = new StackPane(console, end);
        screen.getStyleClass().add("console-ground");
        fullscreenBar = new FullscreenBar(screen, toolbar);
        setTop(toolbar);
        setCenter(
                new Notices(screen, model.notices().noticeProperty(), model.notices()::dismiss, console::requestFocus));
        setBottom(status);
        followFocus();
        takeKeys();
        takeMouse();
        model.input().fullscreenProperty().addListener((value, was, is) -> layOut(is));
        model.endedProperty().addListener((value, was, is) -> disconnect());
        connect();
    }

    /** It is in another window now, or in its first; all that goes on in it goes on. */
    public void settle(ConsoleHome next) {
        home = next;
        toolbar.settle(next);
    }

    public ConsoleHome home() {
        return home;
    }

    /** Who goes to a neighbour when that is asked for in the console: 1 to the next, -1 to the one before. */
    public void setOnStep(IntConsumer action) {
        onStep = action;
    }

    public MachineSession session() {
        return model.session();
    }

    public UUID machine() {
        return model.session().uuid();
    }

    public String name() {
        return model.name();
    }

    ReadOnlyObjectProperty<MachineState> stateProperty() {
        return model.stateProperty();
    }

    /** Whether it fills the screen; its window follows and sets it. */
    public Property<Boolean> fullscreenProperty() {
        return model.input().fullscreenProperty();
    }

    @Override
    public Parent node() {
        return this;
    }

    @Override
    public ObservableValue<String> titleProperty() {
        return model.titleProperty();
    }

    @Override
    public void begin() {
        console.requestFocus();
    }

    /** Loads native libraries and waits for the VM process, so both happen in the background. */
    private void connect() {
        threads.background().execute(() -> {
            HostInput opened = HostInput.of(model.input());
            threads.ui().execute(() -> {
                if (closed) {
                    opened.close();
                } else {
                    input = opened;
                    tellFocus();
                }
            });
            try {
                DisplayLink connected = DisplayLink.connect(model.session().displaySocket());
                threads.ui().execute(() -> {
                    if (closed || model.endedProperty().get()) {
                        connected.close();
                    } else {
                        link = connected;
                        console.setLink(connected);
                    }
                });
            } catch (IOException e) {
                LOG.log(Level.WARNING, "The screen of {0} is not shown: {1}", model.name(), e.getMessage());
            }
        });
    }

    private void disconnect() {
        releaseGrab();
        console.setLink(null);
        if (link != null) {
            link.close();
            link = null;
        }
    }

    private void followFocus() {
        windowFocused.subscribe(is -> {
            if (!is) {
                releaseGrab();
            }
            tellFocus();
        });
        console.focusedProperty().subscribe(is -> tellFocus());
        model.input().grabbedProperty().addListener((value, was, is) -> {
            console.setCursor(is ? Cursor.NONE : Cursor.DEFAULT);
            if (is && new ConsolePreferences(desk.settings()).takeHint()) {
                model.input().hintGrab();
            }
            if (!is && input != null) {
                input.release();
            }
        });
    }

    private void tellFocus() {
        boolean focused = windowFocused.getValue() && console.isFocused();
        if (input != null) {
            input.follow(focused);
        }
        if (!focused && !model.input().grabbedProperty().get()) {
            model.input().focusLost();
        }
    }

    private void takeKeys() {
        console.addEventHandler(KeyEvent.ANY, event -> {
            if (input != null && event.getEventType() != KeyEvent.KEY_TYPED) {
                input.toolkitKey(event.getCode().name(), event.getText(), event.getEventType() == KeyEvent.KEY_PRESSED);
            }
            // Whatever it is, it is the guest's.
            event.consume();
        });
    }

    private void takeMouse() {
        console.addEventHandler(MouseEvent.MOUSE_PRESSED, event -> console.requestFocus());
        console.addEventHandler(MouseEvent.MOUSE_CLICKED, event -> {
            if (event.getButton() == MouseButton.PRIMARY
                    && input != null
                    && model.stateProperty().get() == MachineState.RUNNING
                    && !model.input().grabbedProperty().get()) {
                grab(input);
            }
        });
    }

    private void grab(HostInput taker) {
        Bounds bounds = console.getBoundsInLocal();
        Point2D centre = console.localToScreen(bounds.getCenterX(), bounds.getCenterY());
        if (taker.canGrab() && centre != null) {
            double scale = getScene().getWindow().getOutputScaleX();
            taker.grab((int) (centre.getX() * scale), (int) (centre.getY() * scale));
        }
    }

    /** The keyboard goes to the toolbar: whoever has no mouse gets out of the console, where every key is the guest's. */
    private void leadOut() {
        if (model.input().fullscreenProperty().get()) {
            fullscreenBar.show();
        }
        toolbar.begin();
    }

    private void releaseGrab() {
        model.input().ungrabbed();
    }

    private void layOut(boolean fullscreen) {
        screen.pseudoClassStateChanged(FULLSCREEN, fullscreen);
        if (fullscreen) {
            setTop(null);
            setBottom(null);
            fullscreenBar.begin();
        } else {
            fullscreenBar.end();
            setTop(toolbar);
            setBottom(status);
        }
        console.requestFocus();
    }

    /** The node that shows that a disc may be dropped. */
    public Node dropNode() {
        return screen;
    }

    /** Whether a disc may be dropped now. */
    public boolean takesDisc() {
        return !model.endedProperty().get();
    }

    public void insertDisc(Path disc) {
        model.insertDisc(disc);
    }

    /** The resolution of the guest, if it has a picture. */
    Optional<String> resolution() {
        return status.resolution();
    }

    /** It is seen no longer, but stays: what was captured for it is given back. */
    void rest() {
        releaseGrab();
        model.input().fullscreenProperty().set(false);
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
        if (input != null) {
            input.close();
        }
        status.close();
        model.close();
    }
}
