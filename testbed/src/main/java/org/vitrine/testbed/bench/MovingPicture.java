package org.vitrine.testbed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.stage.StageStyle;
import org.vitrine.display.console.ConsoleView;
import org.vitrine.display.link.DisplayLink;
import org.vitrine.display.link.DisplayServer;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;
import org.vitrine.engine.linux.HostMemory;

/**
 * A real console before a display socket behind which every pixel changes 60 times a second. Prints the frames that it drew a second,
 * and how much of a processor that took, without the writer's share, in per cent.
 */
public final class MovingPicture {
    private static final long VRAM_BYTES = 64L << 20;
    private static final long FRAME_NANOS = 1_000_000_000L / 60;
    private static final long WARM_UP_SECONDS = 3;
    private static final long SECONDS = 10;

    private MovingPicture() {}

    /** @param words width and height of the picture, and the view's size in per cent of it */
    public static void main(String[] words) {
        Show.width = Integer.parseInt(words[0]);
        Show.height = Integer.parseInt(words[1]);
        Show.percent = Integer.parseInt(words[2]);
        Application.launch(Show.class);
    }

    /** The window. */
    public static final class Show extends Application {
        private static int width;
        private static int height;
        private static int percent;

        private final ConsoleView view = new ConsoleView();

        @Override
        public void start(Stage stage) throws IOException {
            Path socket = Files.createTempDirectory("vitrine-bench").resolve("display");
            HostMemory vram = HostMemory.sharedSealed("vram", VRAM_BYTES);
            HostMemory surface = HostMemory.sharedSealed("surface", HostMemory.PAGE);
            DisplayServer server = DisplayServer.open(
                    socket, vram, surface, () -> {}, System.getLogger(MovingPicture.class.getName()));
            view.setLink(DisplayLink.connect(socket));
            stage.setScene(new Scene(view, width * percent / 100.0, height * percent / 100.0));
            // With a frame round it, a picture as wide as the screen would be scaled.
            stage.initStyle(StageStyle.UNDECORATED);
            stage.setX(0);
            stage.setY(0);
            stage.show();
            Thread.ofPlatform().daemon().name("writer").start(() -> write(server, vram));
        }

        private void write(DisplayServer server, HostMemory vram) {
            Geometry geometry =
                    new Geometry(0, Geometry.Source.VRAM, Geometry.PixelFormat.XRGB8888, width, height, width * 4, 0);
            RowSet all = new RowSet();
            long start = System.nanoTime();
            long next = start;
            long measuredFrom = 0;
            long framesBefore = 0;
            long busyBefore = 0;
            for (int frame = 0; ; frame++) {
                vram.segment().asSlice(0, (long) width * height * 4).fill((byte) frame);
                all.clear();
                all.add(0, height);
                server.present(geometry, all);
                next += FRAME_NANOS;
                LockSupport.parkNanos(next - System.nanoTime());
                long now = System.nanoTime();
                if (measuredFrom == 0 && now - start > WARM_UP_SECONDS * 1_000_000_000L) {
                    measuredFrom = now;
                    framesBefore = view.framesDrawn();
                    busyBefore = busy();
                } else if (measuredFrom != 0 && now - measuredFrom > SECONDS * 1_000_000_000L) {
                    double seconds = (now - measuredFrom) / 1e9;
                    System.out.printf(
                            Locale.ROOT,
                            "%.2f %.1f%n",
                            (view.framesDrawn() - framesBefore) / seconds,
                            (busy() - busyBefore) / seconds / 1e7);
                    Platform.exit();
                    return;
                }
            }
        }

        /** Nanoseconds of processor time of all threads but this one. */
        private static long busy() {
            try {
                String[] fields = Files.readString(Path.of("/proc/self/stat"))
                        .replaceFirst(".*\\) ", "")
                        .split(" ", -1);
                long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                return ticks * 10_000_000L - ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
