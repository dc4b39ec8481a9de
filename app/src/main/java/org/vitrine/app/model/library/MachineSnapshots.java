package org.vitrine.app.model.library;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.image.Progress;

/**
 * Snapshots, saved states and clones of machines, running or off. What is long is work on a thread of its own, which can be cancelled and then has changed nothing; the
 * rest waits and is not for the JavaFX thread.
 */
public final class MachineSnapshots {
    private static final Duration LAST_BREATH = Duration.ofSeconds(10);

    private final MachineLibrary library;

    public MachineSnapshots(MachineLibrary library) {
        this.library = library;
    }

    /** All snapshots of a machine. */
    public SnapshotTree tree(UUID machine) throws Refusal, InterruptedException {
        try (MachineLink link = MachineLink.open(library, machine)) {
            return SnapshotTree.of(link.ask("x-vitrine-snapshot-tree", Map.of()));
        } catch (IllegalArgumentException e) {
            throw Refusal.of(Refusal.Cause.GUEST, "snapshot.unreadable", String.valueOf(e.getMessage()));
        }
    }

    /** Takes a snapshot. @param note may be empty */
    public LongWork<Boolean> take(UUID machine, String name, String note) {
        return job(
                machine,
                Texts.get("snapshot.taking", name),
                Texts.get("snapshot.taken", name),
                "x-vitrine-snapshot-take",
                Map.of("name", name, "note", note));
    }

    /** Returns to a snapshot. @param keepPresent the name of a snapshot to take of what the machine is now first; empty to lose that */
    public LongWork<Boolean> revert(UUID machine, Snapshot snapshot, Optional<String> keepPresent) {
        Map<String, Object> arguments = new HashMap<>(Map.of("id", snapshot.id().toString()));
        keepPresent.ifPresent(name -> arguments.put("keep-present", name));
        return job(
                machine,
                Texts.get("snapshot.reverting", snapshot.name()),
                Texts.get("snapshot.reverted", snapshot.name()),
                "x-vitrine-snapshot-revert",
                arguments);
    }

    /** Deletes a snapshot; those below it stay. */
    public LongWork<Boolean> delete(UUID machine, Snapshot snapshot) {
        return job(
                machine,
                Texts.get("snapshot.deleting", snapshot.name()),
                Texts.get("snapshot.deleted", snapshot.name()),
                "x-vitrine-snapshot-delete",
                Map.of("id", snapshot.id().toString()));
    }

    /** Compares all of a snapshot with its checksums. */
    public LongWork<Boolean> check(UUID machine, Snapshot snapshot) {
        return job(
                machine,
                Texts.get("snapshot.checking", snapshot.name()),
                Texts.get("snapshot.checked", snapshot.name()),
                "x-vitrine-snapshot-check",
                Map.of("id", snapshot.id().toString()));
    }

    /** Names a snapshot anew. */
    public void describe(UUID machine, Snapshot snapshot, String name, String note)
            throws Refusal, InterruptedException {
        try (MachineLink link = MachineLink.open(library, machine)) {
            link.ask("x-vitrine-snapshot-describe", Map.of("id", snapshot.id().toString(), "name", name, "note", note));
        }
    }

    /** Writes a running machine's state away and ends it; its next start goes on from there. */
    public LongWork<Boolean> save(UUID machine) {
        String name = nameOf(machine);
        return LongWork.start(
                Texts.get("snapshot.saving", name),
                LongWork.Unit.BYTES,
                Texts.get("snapshot.saved", name),
                progress -> saveNow(machine, name, progress));
    }

    private boolean saveNow(UUID machine, String name, Progress progress) throws Refusal, InterruptedException {
        Optional<MachineSession> session = library.running().session(machine);
        if (session.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "machine.not-running", name);
        }
        try (MachineLink link = MachineLink.open(library, machine)) {
            link.runJob("x-vitrine-save", Map.of(), progress);
        } catch (Refusal e) {
            // A machine that has been saved ends before it can say so.
            if (!session.get().awaitEnd(LAST_BREATH) || !isSaved(machine)) {
                throw e;
            }
        }
        library.refresh(machine);
        return true;
    }

    private boolean isSaved(UUID machine) throws Refusal {
        return MachineReader.config(library.folder(machine)).saved() != null;
    }

    /** Makes a saved machine's next start one from power-on. */
    public void discardSaved(UUID machine) throws Refusal, InterruptedException {
        try (MachineLink link = MachineLink.open(library, machine)) {
            link.ask("x-vitrine-saved-discard", Map.of());
        }
        library.refresh(machine);
    }

    /**
     * Makes another machine of a snapshot, or of what a machine that is off has now.
     *
     * @param snapshot empty for what it has now
     * @param linked whether it shares the disks until one of the two writes: quick and small, but this machine cannot be deleted as long as it is there
     * @return the work, which makes the clone's UUID
     */
    public LongWork<UUID> clone(UUID machine, Optional<Snapshot> snapshot, String name, boolean linked) {
        return LongWork.start(
                Texts.get("snapshot.cloning", nameOf(machine)),
                LongWork.Unit.BYTES,
                Texts.get("snapshot.cloned", name),
                progress -> cloneNow(machine, snapshot, name, linked, progress));
    }

    private UUID cloneNow(UUID machine, Optional<Snapshot> snapshot, String name, boolean linked, Progress progress)
            throws Refusal, InterruptedException {
        Names.check(name, library.names(Optional.empty()));
        UUID uuid = UUID.randomUUID();
        Map<String, Object> arguments = new HashMap<>(Map.of(
                "directory",
                library.folder(uuid).path().toString(),
                "name",
                name,
                "uuid",
                uuid.toString(),
                "linked",
                linked));
        snapshot.ifPresent(from -> arguments.put("snapshot", from.id().toString()));
        try (MachineLink link = MachineLink.open(library, machine)) {
            link.runJob("x-vitrine-clone", arguments, progress);
        }
        library.noteCreated(uuid);
        library.refresh(uuid);
        return uuid;
    }

    private String nameOf(UUID machine) {
        return library.machine(machine).map(LibraryMachine::name).orElse(machine.toString());
    }

    private LongWork<Boolean> job(
            UUID machine, String title, String done, String command, Map<String, Object> arguments) {
        return LongWork.start(title, LongWork.Unit.BYTES, done, progress -> {
            try (MachineLink link = MachineLink.open(library, machine)) {
                link.runJob(command, arguments, progress);
            }
            library.refresh(machine);
            return true;
        });
    }
}
