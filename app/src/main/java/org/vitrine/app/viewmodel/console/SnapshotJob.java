package org.vitrine.app.viewmodel.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;

/** A snapshot that is taken from the console. Waits: not for the ui thread. */
final class SnapshotJob {
    private static final long POLL_MILLIS = 100;

    private final MachineSession session;

    SnapshotJob(MachineSession session) {
        this.session = session;
    }

    /** Takes it and waits until it is whole. @throws Refusal with the reason if it cannot be taken */
    void run(String name) throws Refusal {
        String id = "console-" + UUID.randomUUID();
        session.execute("x-vitrine-snapshot-take", Map.of("job-id", id, "name", name))
                .join();
        while (true) {
            for (JsonNode job : session.execute("query-jobs", Map.of()).join()) {
                if (job.path("id").asText().equals(id)
                        && job.path("status").asText().equals("concluded")) {
                    session.execute("job-dismiss", Map.of("id", id)).join();
                    if (job.hasNonNull("error")) {
                        throw Refusal.inWords(
                                Refusal.Cause.GUEST, job.path("error").asText());
                    }
                    return;
                }
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
