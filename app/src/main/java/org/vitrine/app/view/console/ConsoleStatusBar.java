package org.vitrine.app.view.console;

import java.util.Locale;
import java.util.Optional;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.geometry.Dimension2D;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.util.Duration;
import org.controlsfx.control.StatusBar;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.StateBadge;
import org.vitrine.app.viewmodel.console.ConsoleViewModel;
import org.vitrine.app.viewmodel.console.FrameRate;
import org.vitrine.display.console.ConsoleView;

/** State on the left, resolution and frame rate on the right. While the picture stands still nothing is counted. */
final class ConsoleStatusBar extends StatusBar implements AutoCloseable {
    private final ConsoleView console;
    private final Label resolution = new Label();
    private final Label rate = new Label();
    private final FrameRate frames = new FrameRate();
    private final Timeline seconds = new Timeline(new KeyFrame(Duration.seconds(1), event -> refreshRate()));

    ConsoleStatusBar(ConsoleViewModel model, ConsoleView console) {
        this.console = console;
        setId("status");
        setText("");
        StateBadge state = new StateBadge();
        model.stateProperty()
                .subscribe(is -> state.show(is, model.session().isDisposable() ? disposable(is) : word(is)));
        getLeftItems().add(state);
        resolution.setId("status.resolution");
        resolution.getStyleClass().add("figure");
        rate.setId("status.rate");
        rate.getStyleClass().add("figure");
        rate.setAlignment(Pos.CENTER_RIGHT);
        getRightItems().addAll(resolution, rate);
        console.resolutionProperty().subscribe(this::showResolution);
        console.setOnFrame(this::begin);
        seconds.setCycleCount(Animation.INDEFINITE);
        showRate(0);
    }

    private static String word(MachineState state) {
        return Texts.get("state." + state.name().toLowerCase(Locale.ROOT));
    }

    private static String disposable(MachineState state) {
        return Texts.get("state.disposable", word(state));
    }

    private void showResolution(Dimension2D size) {
        resolution.setText(
                size.getWidth() == 0
                        ? Texts.get("console.no-picture")
                        : "%d\u00d7%d".formatted((int) size.getWidth(), (int) size.getHeight()));
    }

    private void begin() {
        if (seconds.getStatus() != Animation.Status.RUNNING) {
            int unused = frames.look(console.framesDrawn() - 1, System.nanoTime());
            seconds.playFromStart();
        }
    }

    private void refreshRate() {
        int now = frames.look(console.framesDrawn(), System.nanoTime());
        showRate(now);
        if (now == 0) {
            seconds.stop();
        }
    }

    private void showRate(int perSecond) {
        rate.setText(Texts.get("console.rate", perSecond));
    }

    Optional<String> resolution() {
        return Optional.of(resolution.getText()).filter(text -> text.contains("\u00d7"));
    }

    @Override
    public void close() {
        seconds.stop();
    }
}
