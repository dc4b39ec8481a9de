package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A window that shows nothing new leaves the processor alone. */
@Tag("app")
class RestTest {
    private static final Duration STILL = Duration.ofSeconds(3);
    /** JavaFX's own timer would do it 180 times. */
    private static final long MOST_WAKES = 30;
    /** As much of the thread's name as Linux keeps. */
    private static final String NAME = "JavaFX Applicat";

    private static final String WAKES = "voluntary_ctxt_switches:";

    /** In a process of its own: fields of other tests' windows blink on in this one. */
    @Test
    void while_nothing_changes_the_javafx_thread_of_the_product_sleeps() throws Exception {
        Path log = Path.of(System.getenv("XDG_STATE_HOME"), "vitrine", "vitrine.log");
        Files.deleteIfExists(log);
        try (Product product = Product.start()) {
            Await.until(
                    "the window is drawn",
                    Await.WINDOW,
                    () -> Files.exists(log) && Files.readString(log).contains("The window is drawn"));
            Await.passes(Await.WINDOW, () -> {
                long before = wakes(product.pid());
                Thread.sleep(STILL);
                assertThat(wakes(product.pid()) - before).isLessThan(MOST_WAKES);
            });
        }
    }

    /** How often a process's JavaFX thread went to sleep by itself so far, proc_pid_status(5). */
    private static long wakes(long process) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", "" + process, "task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith(NAME)) {
                    return Files.readAllLines(thread.resolve("status")).stream()
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
