package org.vitrine.testbed.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.vitrine.app.view.shell.VitrineApplication;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

/**
 * Opens the application with so many machines and says in one line how many milliseconds after the start of Java the first cards are drawn, and how many
 * per cent of a processor are used in the seconds after that. Runs in {@code testbed/screen}, whose library is empty.
 */
public final class LibraryOpening {
    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final Duration REST = Duration.ofSeconds(20);
    private static final List<String> SYSTEMS = List.of("debian-12", "fedora-41", "windows-11", "freebsd-14", "arch");

    private LibraryOpening() {}

    public static void main(String[] arguments) throws Exception {
        long filled = fill(Integer.parseInt(arguments[0]));
        Platform.setImplicitExit(false);
        CountDownLatch drawn = new CountDownLatch(1);
        VitrineApplication application = new VitrineApplication();
        Platform.startup(() -> {
            try {
                application.start(new Stage());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (drawn.getCount() > 0 && System.nanoTime() - end < 0) {
            Platform.runLater(() -> {
                if (hasCards()) {
                    // What is in the scene at one pulse is on the screen at the next.
                    Window.getWindows().getFirst().getScene().addPostLayoutPulseListener(drawn::countDown);
                    Platform.requestNextPulse();
                }
            });
            drawn.await(5, TimeUnit.MILLISECONDS);
        }
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        long millis = System.currentTimeMillis() - started - filled;
        Thread.sleep(SETTLING);
        Duration before = used();
        Thread.sleep(REST);
        double busy = 100.0 * used().minus(before).toNanos() / REST.toNanos();
        System.out.println("%d %.2f".formatted(millis, busy));
        System.exit(0);
    }

    /** Makes the machines. @return how long that took, in milliseconds */
    private static long fill(int count) throws Exception {
        long begin = System.nanoTime();
        Path root = Path.of(System.getenv("XDG_DATA_HOME"), "vitrine", "machines");
        for (int i = 0; i < count; i++) {
            MachineConfig config = MachineConfig.of(UUID.randomUUID(), "Machine " + i, 1024, 2);
            String system = SYSTEMS.get(i % SYSTEMS.size());
            String group = "Group " + i % 7;
            Path folder = Files.createDirectories(root.resolve(config.uuid().toString()));
            MachineConfigFile.write(
                    folder.resolve("machine.json"),
                    config.withAbout(config.about().withSystem(system).withGroup(group)));
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    private static boolean hasCards() {
        return Window.getWindows().stream()
                .filter(Window::isShowing)
                .anyMatch(window ->
                        window.getScene().getRoot().lookup(".machine-card") instanceof Node card && card.isVisible());
    }

    private static Duration used() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
