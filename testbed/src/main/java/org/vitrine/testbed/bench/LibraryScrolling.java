package org.vitrine.testbed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.control.skin.VirtualFlow;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.vitrine.app.view.shell.VitrineApplication;

/**
 * The application in this process, scrolled down and up its cards by some pixels in every frame. Prints frames a second, and milliseconds of
 * processor time for each. JavaFX begins a frame when the one before it has been drawn.
 */
public final class LibraryScrolling {
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final double PIXELS = 12;

    private LibraryScrolling() {}

    public static void main(String[] arguments) throws Exception {
        Platform.startup(() -> {
            try {
                new VitrineApplication().start(new Stage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Platform.setImplicitExit(false);
        while (cards() == null) {
            Thread.sleep(100);
        }
        Scroller scroller = new Scroller(cards());
        Platform.runLater(scroller::start);
        Thread.sleep(WARM_UP);
        long begun = System.nanoTime();
        long framesBefore = scroller.frames;
        Duration busyBefore = busy();
        Thread.sleep(MEASURED);
        long frames = scroller.frames - framesBefore;
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%.2f %.2f%n",
                frames / seconds,
                busy().minus(busyBefore).toNanos() / 1e6 / frames);
        System.exit(0);
    }

    private static VirtualFlow<?> cards() throws InterruptedException {
        VirtualFlow<?>[] found = {null};
        java.util.concurrent.CountDownLatch looked = new java.util.concurrent.CountDownLatch(1);
        Platform.runLater(() -> {
            for (Window window : Window.getWindows()) {
                if (window.isShowing()
                        && window.getScene().getRoot().lookup(".machine-grid .virtual-flow")
                                instanceof VirtualFlow<?> flow
                        && flow.getFirstVisibleCell() != null) {
                    found[0] = flow;
                }
            }
            looked.countDown();
        });
        looked.await();
        return found[0];
    }

    private static Duration busy() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static final class Scroller extends AnimationTimer {
        private final VirtualFlow<?> flow;
        private volatile long frames;
        private double step = PIXELS;

        Scroller(VirtualFlow<?> flow) {
            this.flow = flow;
        }

        @Override
        public void handle(long now) {
            // At an end nothing moves any more.
            if (flow.scrollPixels(step) == 0) {
                step = -step;
            }
            frames++;
        }
    }
}
