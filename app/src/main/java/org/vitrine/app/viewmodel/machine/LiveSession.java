package org.vitrine.app.viewmodel.machine;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.engine.qmp.QmpEvent;

/** Asks a running machine for changes, one after another; what does not work is noted. Waits. @param trouble a sentence for each that did not work */
record LiveSession(MachineSession session, List<String> trouble) {
    /** Linux takes 5 s to let go of what is in a slot: as long as one may press the button again. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** @param key of the sentence, with what it is about and the reason @return whether it worked */
    boolean ask(String command, Map<String, ?> arguments, String key, @Nullable Object name) {
        try {
            var unused = session.execute(command, arguments).get();
            return true;
        } catch (ExecutionException e) {
            String reason =
                    e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
            trouble.add(Texts.get(key, String.valueOf(name), reason));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Asks for something of which nobody needs to hear when it does not work. */
    void tryTo(String command, Map<String, ?> arguments) {
        try {
            var unused = session.execute(command, arguments)
                    .exceptionally(e -> MissingNode.getInstance())
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a failure that was caught", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a device out, and waits until the guest has let go of it. @return whether it has */
    boolean unplug(String id, String name) {
        CompletableFuture<QmpEvent> gone = new CompletableFuture<>();
        try (QmpClient.Registration listening = session.onEvent(event -> {
            if (event.name().equals("DEVICE_DELETED")
                    && event.data().path("device").asText().equals(id)) {
                gone.complete(event);
            }
        })) {
            if (!ask("device_del", Map.of("id", id), "disks.not-unplugged", name)) {
                return false;
            }
            var unused = gone.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            trouble.add(Texts.get("disks.still-plugged", name));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
