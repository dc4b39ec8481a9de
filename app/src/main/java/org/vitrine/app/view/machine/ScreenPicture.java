package org.vitrine.app.view.machine;

import java.nio.file.Path;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.screen.ScreenWatch;
import org.vitrine.app.model.screen.SmallScreen;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Threads;

/** A machine's screen, 16:10: once a second while it runs and is seen, what it showed last when it is off. */
final class ScreenPicture extends StackPane {
    private static final double WIDTH = 288;
    private static final double HEIGHT = 180;
    private static final PseudoClass LIVE = PseudoClass.getPseudoClass("live");

    private final Threads threads;
    private final ImageView view = new ImageView();
    private final Label none = new Label(Texts.get("overview.no-picture"));
    private Optional<MachineSession> session = Optional.empty();
    private @Nullable ScreenWatch watch;
    private @Nullable MachineSession watched;
    private boolean seen;

    ScreenPicture(Threads threads) {
        this.threads = threads;
        getStyleClass().add("screen-picture");
        setMinSize(WIDTH, HEIGHT);
        setPrefSize(WIDTH, HEIGHT);
        setMaxSize(WIDTH, HEIGHT);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        view.setFitWidth(WIDTH - 2);
        view.setFitHeight(HEIGHT - 2);
        view.setPreserveRatio(true);
        view.setSmooth(true);
        getChildren().addAll(none, view);
    }

    void show(LibraryMachine machine) {
        session = machine.session();
        pseudoClassStateChanged(LIVE, session.isPresent());
        if (session.isEmpty()) {
            Optional<Path> last = machine.picture();
            view.setImage(last.map(file -> new Image(file.toUri().toString(), 2 * WIDTH, 2 * HEIGHT, true, true, true))
                    .orElse(null));
        }
        none.setVisible(view.getImage() == null);
        follow();
    }

    void begin() {
        seen = true;
        follow();
    }

    void end() {
        seen = false;
        follow();
    }

    private void follow() {
        MachineSession wanted = seen ? session.orElse(null) : null;
        if (wanted == watched) {
            return;
        }
        if (watch != null) {
            watch.close();
            watch = null;
        }
        watched = wanted;
        if (wanted != null) {
            watch = ScreenWatch.begin(
                    wanted.displaySocket(),
                    (int) (2 * WIDTH),
                    (int) (2 * HEIGHT),
                    screen -> threads.ui().execute(() -> {
                        if (watched == wanted) {
                            draw(screen);
                        }
                    }));
        }
    }

    private void draw(SmallScreen screen) {
        WritableImage image = new WritableImage(screen.width(), screen.height());
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
        none.setVisible(false);
    }
}
