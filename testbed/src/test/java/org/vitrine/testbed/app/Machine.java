package org.vitrine.testbed.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.testbed.screen.Picture;
import org.vitrine.testbed.screen.TextScreen;

/** A machine that runs in this session, as any QMP client sees it. Closing it ends it. */
final class Machine implements AutoCloseable {
    private static final Duration COMMAND = Duration.ofMinutes(1);

    private final RuntimeDirectory directory;
    private final QmpClient client;
    private final List<String> events = new CopyOnWriteArrayList<>();

    private Machine(RuntimeDirectory directory, QmpClient client) {
        this.directory = directory;
        this.client = client;
        var unused = client.onEvent(event -> events.add(event.name()));
    }

    /** Waits until the one machine of this session answers. */
    static Machine await() throws Exception {
        RuntimeRoot root = RuntimeRoot.ofUser();
        try {
            Await.until("a machine runs", Await.WINDOW, () -> root.running().size() == 1);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but these: " + root.running(), e);
        }
        return connect(root.running().getFirst());
    }

    /** Waits until one of several machines answers. */
    static Machine await(UUID uuid) throws Exception {
        RuntimeDirectory directory = RuntimeRoot.ofUser().directory(uuid);
        Await.until("machine " + uuid + " runs", Await.WINDOW, directory::isAlive);
        return connect(directory);
    }

    private static Machine connect(RuntimeDirectory directory) throws Exception {
        QmpClient[] client = {null};
        Await.until("it answers", Await.WINDOW, () -> {
            try {
                client[0] = QmpClient.connect(directory.controlSocket());
                return true;
            } catch (IOException e) {
                // Its socket is there before it listens.
                return false;
            }
        });
        return new Machine(directory, client[0]);
    }

    /** Ends whatever runs in this session, as after a test that failed, and throws its library away. */
    static void endAll() throws Exception {
        for (RuntimeDirectory directory : RuntimeRoot.ofUser().running()) {
            try (QmpClient client = QmpClient.connect(directory.controlSocket())) {
                client.execute("quit").get(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                process(directory).destroyForcibly();
            }
            Await.until("it ends", Await.WINDOW, () -> !directory.isAlive());
        }
        var unused = RuntimeRoot.ofUser().sweep();
        Session.clearLibrary();
    }

    RuntimeDirectory directory() {
        return directory;
    }

    /** Its process. */
    ProcessHandle process() {
        return process(directory);
    }

    private static ProcessHandle process(RuntimeDirectory directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words ->
                                List.of(words).contains(directory.path().toString()))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no process has " + directory));
    }

    JsonNode qmp(String command, Map<String, ?> arguments) throws Exception {
        return client.call(command, arguments, COMMAND);
    }

    /** What QMP calls its state. */
    String status() throws Exception {
        return qmp("query-status", Map.of()).path("status").asText();
    }

    /** The names of the events so far. */
    List<String> events() {
        return events;
    }

    /** What it shows, by its own account. */
    Picture screen() throws Exception {
        Path file = Files.createTempFile(Session.directory(), "dump", ".ppm");
        try {
            qmp("screendump", Map.of("filename", file.toString()));
            return Picture.read(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Waits until its text mode shows a text. */
    void awaitText(String text) throws Exception {
        Await.passes(Await.BOOT, () -> {
            TextScreen seen = TextScreen.read(screen());
            if (!seen.contains(text)) {
                throw new AssertionError("No “%s” on the guest's screen, but:%n%s".formatted(text, seen));
            }
        });
    }

    /** Lets go of it; it runs on. */
    void disconnect() {
        client.close();
    }

    @Override
    public void close() throws Exception {
        client.close();
        if (directory.isAlive()) {
            endAll();
        }
    }
}
