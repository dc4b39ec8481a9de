package org.vitrine.app.view.library;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javafx.animation.PauseTransition;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.screen.ScreenWatch;
import org.vitrine.app.model.screen.SmallScreen;
import org.vitrine.app.view.parts.Icon;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.library.MachineFacts;

/**
 * A machine's screen on its card, 16:10: live once a second while the machine runs and the card is in view, what it showed last
 * when it is off, its system's drawing when there is nothing to show.
 */
final class CardPicture extends StackPane {
    private static final PseudoClass LIVE = PseudoClass.getPseudoClass("live");
    private static final int WIDTH = 480;
    private static final int HEIGHT = 300;
    private static final double ICON = 56;
    private static final double RADIUS = 11;
    private static final double LINE = 2;
    private static final int CACHED = 64;

    /** The pictures that were read last; JavaFX thread only. */
    private static final Map<String, Image> CACHE = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Image> eldest) {
            return size() > CACHED;
        }
    };

    private final ImageView view = new ImageView();
    private final StackPane sign = new StackPane();
    private final Threads threads;
    /** It ends in the next pulse, when the card itself is on the screen: none is read of a card that is gone by. */
    private final PauseTransition reading = new PauseTransition(Duration.millis(1));

    private String drawn = "";
    private @Nullable MachineFacts facts;
    private @Nullable ScreenWatch watch;
    private @Nullable MachineSession watched;
    private boolean inView;
    /** The screen to follow is looked for after the layout that is under way. */
    private boolean later;

    /** @param row in which the card is, if it is in any: one that is scrolled away is kept, but not visible */
    CardPicture(Threads threads, ObservableValue<Parent> row) {
        this.threads = threads;
        getStyleClass().add("card-picture");
        setAlignment(Pos.CENTER);
        view.setPreserveRatio(true);
        view.setSmooth(true);
        // A new picture lays nothing out anew: a layout of the grid lends each card to its machine again.
        view.setManaged(false);
        widthProperty().subscribe(is -> fit());
        heightProperty().subscribe(is -> fit());
        view.imageProperty().subscribe(is -> fit());
        // One that is read in the background has no size at first.
        view.imageProperty().flatMap(Image::heightProperty).subscribe(is -> fit());
        setMinSize(0, 0);
        // Its upper corners are the card's.
        Rectangle clip = new Rectangle();
        clip.setArcWidth(2 * RADIUS);
        clip.setArcHeight(2 * RADIUS);
        clip.widthProperty().bind(widthProperty());
        clip.heightProperty().bind(heightProperty().add(RADIUS));
        setClip(clip);
        getChildren().addAll(sign, view);
        // Not within that pulse, which the window's first picture waits for.
        reading.setOnFinished(event -> threads.ui().execute(this::readLast));
        seen(row).subscribe(is -> {
            inView = Boolean.TRUE.equals(is);
            follow();
        });
    }

    /** As large as there is room for, in the middle, within the card's line, also that of a chosen one. */
    private void fit() {
        Image image = view.getImage();
        if (image == null || image.getWidth() == 0) {
            return;
        }
        double scale =
                Math.min((getWidth() - 2 * LINE) / image.getWidth(), (getHeight() - 2 * LINE) / image.getHeight());
        view.setFitWidth(Math.max(1, image.getWidth() * scale));
        view.setFitHeight(Math.max(1, image.getHeight() * scale));
        view.relocate((getWidth() - image.getWidth() * scale) / 2, (getHeight() - image.getHeight() * scale) / 2);
    }

    /** Whether the card is in view. */
    private ObservableValue<Boolean> seen(ObservableValue<Parent> row) {
        ObservableValue<Window> window = sceneProperty().flatMap(Scene::windowProperty);
        ObservableValue<Boolean> open = window.flatMap(each -> each instanceof Stage stage
                        ? stage.showingProperty()
                                .flatMap(shown -> stage.iconifiedProperty().map(small -> shown && !small))
                        : each.showingProperty())
                .orElse(false);
        ObservableValue<Boolean> shown = row.flatMap(Parent::visibleProperty).orElse(false);
        return open.flatMap(is -> shown.map(visible -> is && visible));
    }

    /** Shows a machine, or none. A grid that lays itself out takes a card's machine away for a moment: nothing ends by that. */
    void show(@Nullable MachineFacts next) {
        facts = next;
        if (!later) {
            later = true;
            threads.ui().execute(() -> {
                later = false;
                follow();
            });
        }
        if (next == null) {
            return;
        }
        if (next.session().isEmpty()) {
            showLast(next);
            sign(next);
        } else if (watched != next.session().get()) {
            view.setImage(null);
            sign(next);
        }
        pseudoClassStateChanged(LIVE, next.session().isPresent());
        sign.setVisible(view.getImage() == null
                && (next.session().isPresent() || next.picture().isEmpty()));
    }

    private void sign(MachineFacts machine) {
        if (!drawn.equals(machine.icon())) {
            drawn = machine.icon();
            sign.getChildren().setAll(Icon.orElse(machine.icon(), "system-other", ICON));
        }
    }

    private void showLast(MachineFacts machine) {
        Image known =
                machine.picture().map(file -> CACHE.get(key(machine, file))).orElse(null);
        view.setImage(known);
        if (known == null && machine.picture().isPresent()) {
            reading.playFromStart();
        }
    }

    /** The machine may be another one by now, or run. */
    private void readLast() {
        MachineFacts machine = facts;
        if (machine != null && machine.session().isEmpty()) {
            machine.picture()
                    .ifPresent(file -> view.setImage(CACHE.computeIfAbsent(
                            key(machine, file),
                            key -> new Image(file.toUri().toString(), WIDTH, HEIGHT, true, true, true))));
        }
    }

    private static String key(MachineFacts machine, Path file) {
        return file + "@" + machine.used();
    }

    private void follow() {
        Optional<MachineSession> wanted = inView && facts != null ? facts.session() : Optional.empty();
        if (wanted.orElse(null) == watched) {
            return;
        }
        if (watch != null) {
            watch.close();
            watch = null;
        }
        watched = wanted.orElse(null);
        MachineSession session = watched;
        if (session != null) {
            watch = ScreenWatch.begin(
                    session.displaySocket(),
                    WIDTH,
                    HEIGHT,
                    screen -> threads.ui().execute(() -> {
                        if (watched == session
                                && facts != null
                                && facts.session().orElse(null) == session) {
                            draw(screen);
                        }
                    }));
        }
    }

    private void draw(SmallScreen screen) {
        WritableImage image = view.getImage() instanceof WritableImage same
                        && same.getWidth() == screen.width()
                        && same.getHeight() == screen.height()
                ? same
                : new WritableImage(screen.width(), screen.height());
        image.getPixelWriter()
                .setPixels(
                        0,
                        0,
                        screen.width(),
                        screen.height(),
                        PixelFormat.getIntArgbInstance(),
                        screen.argb(),
                        0,
                        screen.width());
        view.setImage(image);
        sign.setVisible(false);
    }
}
