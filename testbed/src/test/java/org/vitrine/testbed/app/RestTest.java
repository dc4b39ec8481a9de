package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A window that shows nothing new leaves the processor alone. */
@Tag("app")
class RestTest {
    private static final Duration STILL = Duration.ofSeconds(3);
    /** JavaFX's own timer would do it 180 times. */
    private static final long MOST_WAKES = 30;

    private static final Path THREADS = Path.of("/proc/self/task");
    /** As much of the thread's name as Linux keeps. */
    private static final String NAME = "JavaFX Applicat";

    private static final String WAKES = "voluntary_ctxt_switches:";

    @Test
    void while_nothing_changes_the_javafx_thread_sleeps_and_it_draws_what_changes_then() throws Exception {
        try (Application application = Application.start()) {
            Await.passes(Await.WINDOW, () -> {
                long before = wakes();
                Thread.sleep(STILL);
                assertThat(wakes() - before).isLessThan(MOST_WAKES);
            });

            int[] pulses = {0};
            Runnable pulse = () -> pulses[0]++;
            application.onFx(() -> {
                application.stage().getScene().addPostLayoutPulseListener(pulse);
                application.stage().getScene().getRoot().setOpacity(0.9);
                return true;
            });
            Await.until("the change is drawn", Await.WINDOW, () -> application.onFx(() -> pulses[0] > 0));
            application.onFx(() -> {
                application.stage().getScene().removePostLayoutPulseListener(pulse);
                return true;
            });
        }
    }

    /** How often JavaFX's thread went to sleep by itself so far, proc_pid_status(5). */
    private static long wakes() throws IOException {
        try (Stream<Path> threads = Files.list(THREADS)) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith(NAME)) {
                    List<String> status = Files.readAllLines(thread.resolve("status"));
                    return status.stream()
                            .filter(line -> line.startsWith(WAKES))
                            .mapToLong(line -> Long.parseLong(
                                    line.substring(WAKES.length()).strip()))
                            .findFirst()
                            .orElseThrow();
                }
            }
        }
        throw new IOException("no thread of the name " + NAME);
    }
}
