package org.vitrine.app.viewmodel.machine;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LibraryMachine;
import org.vitrine.app.model.library.Trash;

/** Changes of a machine that runs, by QMP. */
final class SessionChanges implements LiveChanges {
    private final Supplier<Optional<LibraryMachine>> machine;

    private final Trash trash;

    SessionChanges(Supplier<Optional<LibraryMachine>> machine, Trash trash) {
        this.machine = machine;
        this.trash = trash;
    }

    private Optional<MachineSession> session() {
        return machine.get().flatMap(LibraryMachine::session).filter(session -> !session.isDisposable());
    }

    @Override
    public boolean isRunning() {
        return session().isPresent();
    }

    @Override
    public List<String> apply(Edit base, Edit sent) {
        List<String> trouble = new ArrayList<>();
        session().ifPresent(running -> {
            LiveSession live = new LiveSession(running, trouble);
            LiveDisks disks = new LiveDisks(live);
            LiveNetworks networks = new LiveNetworks(live);
            for (Part part : base.differences(sent)) {
                switch (part) {
                    case DrivePart drive -> disks.change(drive, sent);
                    case DiskPart disk -> disks.change(disk, base, sent);
                    case NetworkPart network -> networks.change(network, base, sent);
                    case Setting setting -> {}
                }
            }
        });
        return trouble;
    }

    @Override
    public boolean hasStill(String disk) {
        Optional<MachineSession> running = session();
        if (running.isEmpty()) {
            return false;
        }
        try {
            for (JsonNode each : running.get().execute("query-block", Map.of()).get()) {
                if (each.path("device").asText().equals(disk)) {
                    return true;
                }
            }
            return false;
        } catch (ExecutionException e) {
            // It may have ended meanwhile.
            return running.get().state() != MachineState.OFF;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public Optional<String> trash(Path file) {
        try {
            trash.putFile(file);
            return Optional.empty();
        } catch (Refusal e) {
            return Optional.of(e.sentence());
        }
    }
}
