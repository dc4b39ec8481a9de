package org.vitrine.app.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.engine.qmp.QmpEvent;

/**
 * A running machine, by way of its control socket. Commands return at once and may be given by any thread; their results
 * say whether the machine took them. Closing lets go of the machine, which runs on.
 */
public final class MachineSession implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MachineSession.class.getName());
    private static final Duration LAST_BREATH = Duration.ofSeconds(10);

    /** Hears of a machine, on threads of the session's own. */
    public interface Listener {
        default void stateChanged(MachineState state) {}

        default void wasReset() {}

        /** The machine is off. Nothing is heard after it. @param failure why, unless it shut down in order */
        default void ended(Optional<Refusal> failure) {}
    }

    private final MachineProcess process;
    private volatile MachineConfig config;
    private final QmpClient client;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile MachineState state = MachineState.PAUSED;
    private volatile boolean disposable;
    private volatile boolean released;
    /** Whether the machine said that it shuts down. */
    private volatile boolean shutDown;

    private volatile Optional<Refusal> failure = Optional.empty();

    private MachineSession(MachineProcess process, MachineConfig config, QmpClient client) {
        this.process = process;
        this.config = config;
        this.client = client;
    }

    /**
     * Connects to a machine that runs or has just been started. Waits: not for the JavaFX thread.
     *
     * @throws Refusal if it ends before it answers
     */
    public static MachineSession open(MachineProcess process) throws Refusal, InterruptedException {
        try {
            MachineConfig config =
                    MachineConfigFile.read(process.directory().machineFile().toRealPath());
            QmpClient client = process.connect();
            MachineSession session = new MachineSession(process, config, client);
            var unused = client.onEvent(session::heard);
            session.refresh().join();
            client.onClose(() -> Thread.ofVirtual().name("machine-end").start(session::disconnected));
            return session;
        } catch (IOException e) {
            throw Refusal.of(
                    Refusal.Cause.GUEST,
                    "machine.no-configuration",
                    process.directory().path());
        } catch (ConfigException e) {
            throw Refusal.inWords(Refusal.Cause.GUEST, String.valueOf(e.getMessage()));
        }
    }

    /** What the machine was started with, and has been changed to since. */
    public MachineConfig config() {
        return config;
    }

    /** Whether what the machine writes to its disks is thrown away at its end. */
    public boolean isDisposable() {
        return disposable;
    }

    /** Sends any other command of QMP. */
    public CompletableFuture<JsonNode> execute(String command, Map<String, ?> arguments) {
        return client.execute(command, arguments);
    }

    /** Hears of QMP's events until the result is closed; must not wait there. */
    public QmpClient.Registration onEvent(Consumer<QmpEvent> listener) {
        return client.onEvent(listener);
    }

    /** Reads the configuration again, which the machine's process has changed. Files: not for the JavaFX thread. */
    public void reloadConfig() {
        try {
            config = MachineConfigFile.read(process.directory().machineFile().toRealPath());
        } catch (IOException | ConfigException e) {
            LOG.log(Level.WARNING, "The configuration of {0} cannot be read again: {1}", uuid(), e.getMessage());
        }
    }

    public UUID uuid() {
        return config.uuid();
    }

    public String name() {
        return config.name();
    }

    public int memoryMiB() {
        return config.memoryMiB();
    }

    public int cpus() {
        return config.cpus();
    }

    public MachineState state() {
        return state;
    }

    /** Why the machine failed, once it is off. */
    public Optional<Refusal> failure() {
        return failure;
    }

    public Path displaySocket() {
        return process.directory().displaySocket();
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    public CompletableFuture<JsonNode> pause() {
        return client.execute("stop");
    }

    public CompletableFuture<JsonNode> resume() {
        return client.execute("cont");
    }

    public CompletableFuture<JsonNode> reset() {
        return client.execute("system_reset");
    }

    /** Asks the guest to shut down. */
    public CompletableFuture<JsonNode> shutDown() {
        return client.execute("system_powerdown");
    }

    /** Pulls the plug. */
    public CompletableFuture<JsonNode> forceOff() {
        return client.execute("quit");
    }

    /** Sends events of QMP's {@code input-send-event}, in order. */
    public CompletableFuture<JsonNode> input(List<Map<String, Object>> events) {
        return client.execute("input-send-event", Map.of("events", events));
    }

    /** Puts a disc into the first drive. @param iso checked */
    public CompletableFuture<JsonNode> insertDisc(Path iso) {
        return client.execute(
                "blockdev-change-medium",
                Map.of("id", firstDrive(), "filename", iso.toAbsolutePath().toString(), "force", true));
    }

    public CompletableFuture<JsonNode> ejectDisc() {
        return client.execute("eject", Map.of("id", firstDrive(), "force", true));
    }

    /** Writes what the screen shows to a PNG file. */
    public CompletableFuture<JsonNode> screenshot(Path png) {
        return client.execute(
                "screendump", Map.of("filename", png.toAbsolutePath().toString(), "format", "png"));
    }

    private String firstDrive() {
        return config.optical().isEmpty() ? "cd0" : config.optical().getFirst().id();
    }

    private CompletableFuture<Void> refresh() {
        return client.execute("query-status")
                .thenAccept(reply -> {
                    disposable = reply.path("x-vitrine-disposable").asBoolean();
                    become(MachineState.ofStatus(reply.path("status").asText()));
                })
                .exceptionally(e -> {
                    LOG.log(Level.DEBUG, "The state is not known", e);
                    return null;
                });
    }

    private void heard(QmpEvent event) {
        switch (event.name()) {
            // The event does not say whether somebody asked for it or a fault made it.
            case "STOP", "GUEST_PANICKED" -> {
                var unused = refresh();
            }
            case "RESUME" -> become(MachineState.RUNNING);
            case "SHUTDOWN" -> shutDown = true;
            case "RESET" -> listeners.forEach(Listener::wasReset);
            default -> {}
        }
    }

    private void become(MachineState next) {
        if (state != next && state != MachineState.OFF) {
            state = next;
            listeners.forEach(listener -> listener.stateChanged(next));
        }
    }

    private void disconnected() {
        if (released) {
            return;
        }
        try {
            if (process.awaitEnd(LAST_BREATH)) {
                failure = reason(process.awaitEnd());
            } else {
                failure = Optional.of(Refusal.of(Refusal.Cause.GUEST, "machine.silent"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        become(MachineState.OFF);
        listeners.forEach(listener -> listener.ended(failure));
        process.close();
    }

    /**
     * Where nobody is told an exit code, an orderly end shows by its event and by the directory, which it removes; who
     * started a machine removes it too when that was killed.
     */
    private Optional<Refusal> reason(OptionalInt exitCode) {
        boolean orderly = exitCode.isPresent()
                ? exitCode.getAsInt() == VmExit.SHUT_DOWN
                : shutDown && !Files.exists(process.directory().machineFile());
        return orderly ? Optional.empty() : Optional.of(process.failure(exitCode));
    }

    /** Waits a while for the machine's process to end. @return false if it still lives */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.awaitEnd(patience);
    }

    /** Removes what a machine that is off has left. Files: not for the JavaFX thread. */
    public void sweep() {
        try {
            process.sweep();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "What a machine left stays: {0}", e.getMessage());
        }
    }

    @Override
    public void close() {
        released = true;
        client.close();
        if (state != MachineState.OFF) {
            process.close();
        }
    }
}
