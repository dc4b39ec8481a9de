package org.vitrine.testbed.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.geometry.Point2D;

/** A file that is dragged out of another process, {@link DragSource}. */
final class Drag implements AutoCloseable {
    private static final Point2D FROM =
            new Point2D(DragSource.X + DragSource.WIDTH / 2.0, DragSource.Y + DragSource.HEIGHT / 2.0);
    private static final int STEPS = 20;
    private static final long STEP_MILLIS = 20;
    private static final int RESTS = 8;
    private static final long REST_MILLIS = 100;

    private final Process source;
    private final BufferedReader said;

    private Drag(Process source) {
        this.source = source;
        this.said = new BufferedReader(new InputStreamReader(source.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the other program and waits for its window. */
    static Drag begin(Path file) throws Exception {
        Drag drag = new Drag(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        file.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        Session.point((int) FROM.getX(), (int) FROM.getY());
        drag.hear("ready");
        return drag;
    }

    /** JavaFX wants a main class of another kind on the class path. */
    public static final class Launcher {
        private Launcher() {}

        public static void main(String[] arguments) {
            Thread.ofPlatform().daemon().start(Launcher::endWithItsParent);
            DragSource.main(arguments);
        }

        /** A test that was killed would leave the program there, and it keeps the output of the whole run of tests open. */
        private static void endWithItsParent() {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                System.err.println("The drag's source hears nothing of its parent any more: " + e.getMessage());
            }
            Runtime.getRuntime().halt(0);
        }
    }

    /** Drags it to a place of the screen, drops it there and waits until the drag is over. */
    void to(Point2D target) throws Exception {
        Session.button(true);
        // What moves before the window manager has passed the press on is lost.
        hear("pressed");
        Point2D near = FROM.interpolate(target, 1.0 / STEPS);
        Session.point((int) near.getX(), (int) near.getY());
        hear("dragging");
        for (int i = 2; i <= STEPS; i++) {
            Point2D at = FROM.interpolate(target, (double) i / STEPS);
            Session.point((int) at.getX(), (int) at.getY());
            Thread.sleep(STEP_MILLIS);
        }
        // A person rests there until the target shows that it takes the file; on a busy machine that takes a moment.
        for (int i = 0; i < RESTS; i++) {
            Session.point((int) target.getX() + i % 2, (int) target.getY());
            Thread.sleep(REST_MILLIS);
        }
        Session.button(false);
        hear("COPY");
    }

    private void hear(String word) throws Exception {
        String line = CompletableFuture.supplyAsync(() -> {
                    try {
                        return said.readLine();
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .completeOnTimeout("nothing", Await.WINDOW.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (!word.equals(line)) {
            Application.keep("drag-failed");
            throw new AssertionError("The drag's source said “%s”, not “%s”".formatted(line, word));
        }
    }

    @Override
    public void close() {
        Session.button(false);
        source.destroy();
    }
}
