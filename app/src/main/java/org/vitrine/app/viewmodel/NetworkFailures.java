package org.vitrine.app.viewmodel;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.MachineLibrary;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.qmp.QmpClient;
import org.vitrine.engine.qmp.QmpEvent;

/** Says of each network of a running machine that fails what became of it, and offers to connect it again. */
public final class NetworkFailures implements MachineLibrary.Listener, AutoCloseable {
    private static final String EVENT = "X_VITRINE_NETWORK_FAILED";

    private record Ear(MachineSession session, QmpClient.Registration registration) {}

    private final MachineLibrary library;
    private final Predicate<UUID> which;
    private final Threads threads;
    private final Consumer<Notice> tell;
    private final Map<UUID, Ear> ears = new ConcurrentHashMap<>();

    private NetworkFailures(MachineLibrary library, Predicate<UUID> which, Threads threads, Consumer<Notice> tell) {
        this.library = library;
        this.which = which;
        this.threads = threads;
        this.tell = tell;
    }

    /** Follows machines of a library until it is closed. Any thread. @param tell hears on the ui thread */
    public static NetworkFailures follow(
            MachineLibrary library, Predicate<UUID> which, Threads threads, Consumer<Notice> tell) {
        NetworkFailures failures = new NetworkFailures(library, which, threads, tell);
        library.addListener(failures);
        library.machines().forEach(failures::changed);
        return failures;
    }

    /** Follows one run of a machine. @param tell hears on the ui thread */
    public static QmpClient.Registration follow(MachineSession session, Threads threads, Consumer<Notice> tell) {
        return session.onEvent(event -> {
            if (event.name().equals(EVENT)) {
                Notice notice = notice(session, event, threads, tell);
                threads.ui().execute(() -> tell.accept(notice));
            }
        });
    }

    private static Notice notice(MachineSession session, QmpEvent event, Threads threads, Consumer<Notice> tell) {
        String id = event.data().path("device").asText();
        String reason = event.data().path("reason").asText();
        return Notice.problem(
                Texts.get("network.failed", card(session, id), session.name(), reason),
                Texts.get("network.connect-again"),
                () -> connect(session, id, threads, tell));
    }

    private static void connect(MachineSession session, String id, Threads threads, Consumer<Notice> tell) {
        var unused = session.execute("set_link", Map.of("name", id, "up", true)).exceptionally(e -> {
            Notice problem =
                    Notice.problem(Texts.get("network.not-connected", card(session, id), session.name(), Reason.of(e)));
            threads.ui().execute(() -> tell.accept(problem));
            return null;
        });
    }

    /** What the card is called on the machine's page; by its name in QMP if the configuration has none such. */
    private static String card(MachineSession session, String id) {
        int index =
                session.config().networks().stream().map(Network::id).toList().indexOf(id);
        return index < 0 ? id : Texts.get("network.card", index + 1);
    }

    @Override
    public void added(LibraryMachine machine) {
        changed(machine);
    }

    @Override
    public void changed(LibraryMachine machine) {
        if (which.test(machine.uuid())) {
            listen(machine.uuid(), machine.session());
        }
    }

    private void listen(UUID uuid, Optional<MachineSession> session) {
        ears.compute(uuid, (key, before) -> {
            if (before != null && session.isPresent() && before.session == session.get()) {
                return before;
            }
            if (before != null) {
                before.registration.close();
            }
            return session.map(now -> new Ear(now, follow(now, threads, tell))).orElse(null);
        });
    }

    @Override
    public void close() {
        library.removeListener(this);
        ears.values().forEach(ear -> ear.registration.close());
        ears.clear();
    }
}
