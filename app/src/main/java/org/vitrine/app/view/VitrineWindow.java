package org.vitrine.app.view;

import java.util.Optional;
import java.util.UUID;
import javafx.geometry.Rectangle2D;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.Region;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.ConsoleViewModel;
import org.vitrine.app.viewmodel.StartViewModel;

/** One window: the start place or a console. It closes without stopping anything. */
final class VitrineWindow {
    private static final double WIDTH = 1100;
    private static final double HEIGHT = 760;
    private static final double MIN_WIDTH = 720;
    private static final double MIN_HEIGHT = 520;

    private final Desk desk;
    private final Stage stage;
    private final Scene scene = new Scene(new Region(), WIDTH, HEIGHT);
    private final @Nullable StartViewModel start;
    private final Windows windows;
    private @Nullable ConsolePlace console;
    private @Nullable ConsoleViewModel consoleModel;

    /** @param start what the start place shows; null in a window for a console alone */
    VitrineWindow(Desk desk, Stage stage, @Nullable StartViewModel start, Windows windows) {
        this.desk = desk;
        this.stage = stage;
        this.start = start;
        this.windows = windows;
        desk.theme().dress(scene);
        stage.setScene(scene);
        stage.getIcons().setAll(AppIcon.images());
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        stage.setFullScreenExitHint("");
        // Esc is the guest's.
        stage.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH);
        stage.setOnHidden(event -> {
            remember();
            leaveConsole();
            desk.theme().undress(scene);
            windows.closed(this);
        });
        restore();
    }

    Stage stage() {
        return stage;
    }

    /** Whether it shows the start place, so that a console may come in its stead. */
    boolean showsStart() {
        return console == null;
    }

    /** The machine that it shows. */
    Optional<UUID> machine() {
        return Optional.ofNullable(consoleModel).map(model -> model.session().uuid());
    }

    void showStart() {
        StartViewModel model = start;
        if (model == null) {
            stage.close();
            return;
        }
        leaveConsole();
        Runnable choose = () -> desk.files().chooseDisc(stage).ifPresent(model::openDisc);
        StartPlace place = new StartPlace(model, desk.theme(), choose, windows::show);
        show(new Notices(place, model.noticeProperty(), model::dismissNotice, () -> {}), Texts.get("app.name"));
        DropTarget.on(
                scene,
                place.dropNode(),
                () -> model.ableProperty().get() && !model.startingProperty().get(),
                model::openDisc);
    }

    void showConsole(MachineSession session) {
        leaveConsole();
        ConsoleViewModel model = new ConsoleViewModel(session, desk.threads(), desk.folders());
        ConsolePlace place = new ConsolePlace(
                model, desk, stage, start == null ? null : this::showStart, () -> windows.consoleDone(this));
        console = place;
        consoleModel = model;
        show(place, null);
        stage.titleProperty().bind(model.titleProperty());
        model.fullscreenProperty().subscribe(is -> {
            if (stage.isFullScreen() != is) {
                stage.setFullScreen(is);
            }
        });
        stage.fullScreenProperty().subscribe(is -> model.fullscreenProperty().set(is));
        model.endedProperty().subscribe(ended -> {
            if (ended) {
                stage.setFullScreen(false);
                windows.consoleEnded(this, model.failureProperty().get().isEmpty());
            }
        });
        DropTarget.on(scene, place.dropNode(), () -> !model.endedProperty().get(), model::insertDisc);
        place.console().requestFocus();
    }

    private void show(Parent place, @Nullable String title) {
        stage.titleProperty().unbind();
        if (title != null) {
            stage.setTitle(title);
        }
        scene.setRoot(place);
        // A control has its content only once its skin is made, and only then can that take the focus.
        place.applyCss();
        if (!stage.isShowing()) {
            stage.show();
        }
    }

    private void leaveConsole() {
        if (console != null) {
            stage.setFullScreen(false);
            console.close();
            console = null;
            consoleModel = null;
        }
    }

    private void remember() {
        if (!stage.isFullScreen() && !stage.isMaximized() && start != null) {
            desk.settings().put("window.x", Double.toString(stage.getX()));
            desk.settings().put("window.y", Double.toString(stage.getY()));
            desk.settings().put("window.width", Double.toString(stage.getWidth()));
            desk.settings().put("window.height", Double.toString(stage.getHeight()));
        }
    }

    /** Where it was, if that is on a screen still. */
    private void restore() {
        if (start == null) {
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
