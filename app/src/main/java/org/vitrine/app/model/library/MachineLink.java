package org.vitrine.app.model.library;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.vitrine.app.model.MachineProcess;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.engine.qmp.QmpException;

/**
 * QMP to the process that has a machine: the one that runs it, or one that serves it while it is off and ends when it is left. Used and closed by the
 * thread that opened it.
 */
final class MachineLink implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    @FunctionalInterface
    private interface Line {
        CompletableFuture<JsonNode> execute(String command, Map<String, ?> arguments);
    }

    private final Line line;
    private final Runnable end;

    private MachineLink(Line line, Runnable end) {
        this.line = line;
        this.end = end;
    }

    /** Connects; waits for a process that it starts. @throws Refusal if none can be had */
    static MachineLink open(MachineLibrary library, UUID uuid) throws Refusal, InterruptedException {
        Optional<MachineSession> session = library.running().session(uuid);
        if (session.isPresent()) {
            if (session.get().isDisposable()) {
                throw Refusal.of(
                        Refusal.Cause.INPUT, "library.disposable", session.get().name());
            }
            return new MachineLink(session.get()::execute, () -> {});
        }
        MachineFolder folder = library.folder(uuid);
        // What a damaged one is wrong with is said before a process is started for it.
        MachineReader.config(folder);
        // Kept as long as the link: the process owns the configuration meanwhile.
        MachineLock lock = MachineLock.take(folder);
        try {
            return offline(library, folder, lock);
        } catch (Refusal | InterruptedException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static MachineLink offline(MachineLibrary library, MachineFolder folder, MachineLock lock)
            throws Refusal, InterruptedException {
        MachineProcess process = library.running().serveOffline(folder.uuid(), folder.machineFile(), folder.log());
        QmpClient client = process.connect();
        return new MachineLink(client::execute, () -> {
            client.close();
            process.close();
            lock.close();
        });
    }

    /** Sends a command and waits for its reply. @throws Refusal with the reason of its error */
    JsonNode ask(String command, Map<String, ?> arguments) throws Refusal, InterruptedException {
        try {
            return line.execute(command, arguments).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String reason = cause == null ? "" : String.valueOf(cause.getMessage());
            throw cause instanceof QmpException
                    ? Refusal.inWords(Refusal.Cause.GUEST, reason)
                    : Refusal.of(Refusal.Cause.GUEST, "machine.lost", reason);
        }
    }

    /**
     * Starts a job (QAPI's {@code job}) and waits for its end.
     *
     * @param arguments but for {@code job-id}
     * @param progress which cancels the job once it throws
     * @throws Refusal with the job's error
     */
    void runJob(String command, Map<String, Object> arguments, Progress progress) throws Refusal, InterruptedException {
        String id = "app-" + UUID.randomUUID();
        Map<String, Object> all = new java.util.LinkedHashMap<>(arguments);
        all.put("job-id", id);
        ask(command, all);
        boolean cancelled = false;
        while (true) {
            JsonNode job = find(id);
            if (job.path("status").asText().equals("concluded")) {
                ask("job-dismiss", Map.of("id", id));
                if (cancelled && job.hasNonNull("error")) {
                    throw new CancellationException();
                }
                if (job.hasNonNull("error")) {
                    throw Refusal.inWords(Refusal.Cause.GUEST, job.path("error").asText());
                }
                return;
            }
            try {
                progress.at(
                        job.path("current-progress").asLong(),
                        job.path("total-progress").asLong());
            } catch (CancellationException e) {
                if (!cancelled) {
                    cancelled = true;
                    cancel(id);
                }
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void cancel(String id) throws InterruptedException {
        try {
            ask("job-cancel", Map.of("id", id));
        } catch (Refusal e) {
            // It has just ended.
            System.getLogger(MachineLink.class.getName()).log(System.Logger.Level.DEBUG, "job-cancel", e);
        }
    }

    private JsonNode find(String id) throws Refusal, InterruptedException {
        for (JsonNode job : ask("query-jobs", Map.of())) {
            if (job.path("id").asText().equals(id)) {
                return job;
            }
        }
        throw Refusal.of(Refusal.Cause.GUEST, "machine.lost", id);
    }

    @Override
    public void close() {
        end.run();
    }
}
