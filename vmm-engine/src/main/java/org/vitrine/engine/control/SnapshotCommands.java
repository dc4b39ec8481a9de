package org.vitrine.engine.control;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.SnapshotControl;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.storage.CloneOrder;
import org.vitrine.engine.storage.SnapshotTree;

/**
 * Snapshots of the whole machine, its saved state and its clones, for which QMP has no commands of the kind. A process that runs the machine and one that serves it while it
 * is off ({@code vitrine-vm --offline}) have the same. What has a {@code job-id} is a job: the command returns when it has begun, {@code query-jobs} tells its progress,
 * {@code job-cancel} stops it and leaves what was there before, and its {@code error} is one sentence for the user. One job on snapshots at a time.
 *
 * <ul>
 *   <li>{@code x-vitrine-snapshot-take {job-id, name, note?}} takes one: disks, and of a machine that is on or saved the memory too.
 *   <li>{@code x-vitrine-snapshot-revert {job-id, id, keep-present?}} returns to one; {@code keep-present} is the name of a snapshot to take first. A machine that is off then
 *       goes on from there at its next start, if it was on. A running one whose snapshot is of other hardware is assembled anew in the same process; one whose snapshot is of
 *       a machine that was off ends.
 *   <li>{@code x-vitrine-snapshot-delete {job-id, id}} removes one; those below it stay.
 *   <li>{@code x-vitrine-snapshot-check {job-id, id}} compares all of one with its checksums.
 *   <li>{@code x-vitrine-snapshot-describe {id, name?, note?}} names one anew.
 *   <li>{@code x-vitrine-snapshot-tree} answers {@code {snapshots: [{id, parent?, name, note, created, running, has-memory, space, state-space, disk-space, thumbnail?}],
 *       current?, saved?, present-space, damaged: [{directory, reason}], clones: [{uuid, name, directory, snapshot?}]}}: {@code created} in ISO 8601, spaces in bytes,
 *       {@code thumbnail} a PNG's path, {@code current} the snapshot that the machine's state grew out of, {@code saved} what its next start goes on from.
 *   <li>{@code x-vitrine-save {job-id}} writes a running machine's state away and ends it; {@code x-vitrine-saved-discard} makes the next start one from power-on.
 *   <li>{@code x-vitrine-clone {job-id, directory, name, uuid?, linked?, snapshot?}} makes another machine in a directory that is not there yet, of a snapshot or of what a
 *       machine that is off has now; a linked one of the latter takes a snapshot of it first. {@code x-vitrine-clone-release {uuid}} forgets a linked clone that is deleted for
 *       good; as long as there is one, this machine cannot be deleted.
 * </ul>
 *
 * Events: {@code X_VITRINE_SNAPSHOTS_CHANGED} (read the tree again), {@code X_VITRINE_REVERTED {id}} between STOP and RESUME, and {@code X_VITRINE_MEMORY_DAMAGED {reason}}
 * when a machine that came from a snapshot is paused since its memory file has lost something.
 */
final class SnapshotCommands {
    private static final String PREFIX = "x-vitrine-snapshot-";

    private final SnapshotControl snapshots;
    private final Jobs jobs;

    SnapshotCommands(SnapshotControl snapshots, Jobs jobs) {
        this.snapshots = snapshots;
        this.jobs = jobs;
    }

    List<QmpCommand> all() {
        return List.of(
                new QmpCommand(PREFIX + "take", this::take),
                new QmpCommand(PREFIX + "revert", this::revert),
                new QmpCommand(PREFIX + "delete", this::delete),
                new QmpCommand(PREFIX + "check", this::check),
                new QmpCommand(PREFIX + "describe", this::describe),
                new QmpCommand(PREFIX + "tree", this::tree),
                new QmpCommand("x-vitrine-save", this::save),
                new QmpCommand("x-vitrine-saved-discard", this::discardSaved),
                new QmpCommand("x-vitrine-clone", this::makeClone),
                new QmpCommand("x-vitrine-clone-release", this::releaseClone));
    }

    private Object take(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        String name = arguments.text("name");
        String note = arguments.optionalText("note");
        arguments.end();
        jobs.start(job, "snapshot-take", progress -> snapshots.take(name, note == null ? "" : note, progress));
        return Map.of();
    }

    private Object revert(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        UUID id = uuid(arguments, "id");
        Optional<String> keepPresent = Optional.ofNullable(arguments.optionalText("keep-present"));
        arguments.end();
        jobs.start(job, "snapshot-revert", progress -> snapshots.revert(id, keepPresent, progress));
        return Map.of();
    }

    private Object delete(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        UUID id = uuid(arguments, "id");
        arguments.end();
        jobs.start(job, "snapshot-delete", progress -> snapshots.delete(id, progress));
        return Map.of();
    }

    private Object check(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        UUID id = uuid(arguments, "id");
        arguments.end();
        jobs.start(job, "snapshot-check", progress -> snapshots.check(id, progress));
        return Map.of();
    }

    private Object describe(Arguments arguments) throws QmpException, MachineException {
        UUID id = uuid(arguments, "id");
        Optional<String> name = Optional.ofNullable(arguments.optionalText("name"));
        Optional<String> note = Optional.ofNullable(arguments.optionalText("note"));
        arguments.end();
        return now(() -> snapshots.describe(id, name, note));
    }

    private Object save(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        arguments.end();
        jobs.start(job, "save", snapshots::save);
        return Map.of();
    }

    private Object discardSaved(Arguments arguments) throws QmpException, MachineException {
        arguments.end();
        return now(snapshots::discardSaved);
    }

    private Object makeClone(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        Path directory = directory(arguments);
        String name = name(arguments);
        UUID uuid = optionalUuid(arguments, "uuid").orElseGet(UUID::randomUUID);
        boolean linked = arguments.optionalFlag("linked");
        Optional<UUID> snapshot = optionalUuid(arguments, "snapshot");
        arguments.end();
        CloneOrder order = new CloneOrder(directory, uuid, name, linked, snapshot);
        jobs.start(job, "clone", progress -> snapshots.makeClone(order, progress));
        return Map.of();
    }

    private static Path directory(Arguments arguments) throws QmpException {
        try {
            Path directory = Path.of(arguments.text("directory"));
            if (directory.isAbsolute() && directory.getNameCount() > 0) {
                return directory.normalize();
            }
        } catch (InvalidPathException e) {
            throw new QmpException(QmpErrorClass.GENERIC_ERROR, "Parameter 'directory' is not a path", e);
        }
        throw QmpException.generic("Parameter 'directory' is not an absolute path");
    }

    private static String name(Arguments arguments) throws QmpException {
        String name = arguments.text("name");
        try {
            ConfigRules.checkName(name);
            return name;
        } catch (ConfigException e) {
            throw new QmpException(QmpErrorClass.GENERIC_ERROR, String.valueOf(e.getMessage()), e);
        }
    }

    private Object releaseClone(Arguments arguments) throws QmpException, MachineException {
        UUID uuid = uuid(arguments, "uuid");
        arguments.end();
        return now(() -> snapshots.releaseClone(uuid));
    }

    private interface Change {
        void run() throws MachineException, IOException;
    }

    private static Object now(Change change) throws MachineException {
        try {
            change.run();
            return Map.of();
        } catch (IOException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<UUID> optionalUuid(Arguments arguments, String name) throws QmpException {
        @Nullable String text = arguments.optionalText(name);
        return text == null ? Optional.empty() : Optional.of(parsed(name, text));
    }

    private static UUID uuid(Arguments arguments, String name) throws QmpException {
        return parsed(name, arguments.text(name));
    }

    private static UUID parsed(String name, String text) throws QmpException {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new QmpException(QmpErrorClass.GENERIC_ERROR, "Parameter '%s' is not a UUID".formatted(name), e);
        }
    }

    private Object tree(Arguments arguments) throws QmpException, MachineException {
        arguments.end();
        SnapshotTree.Tree tree;
        try {
            tree = snapshots.tree();
        } catch (IOException e) {
            throw new MachineException("The snapshots cannot be read: %s".formatted(e.getMessage()), e);
        }
        List<Object> entries = new ArrayList<>();
        tree.entries().forEach(entry -> entries.add(describe(entry)));
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("snapshots", entries);
        tree.current().ifPresent(current -> reply.put("current", current));
        tree.saved().ifPresent(saved -> reply.put("saved", saved));
        reply.put("present-space", tree.presentSpace());
        List<Object> damaged = new ArrayList<>();
        tree.damaged().forEach((directory, why) -> damaged.add(Map.of("directory", directory, "reason", why)));
        reply.put("damaged", damaged);
        reply.put(
                "clones", tree.clones().stream().map(SnapshotCommands::describe).toList());
        return reply;
    }

    private static Map<String, Object> describe(SnapshotTree.Entry entry) {
        Manifest manifest = entry.manifest();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("id", manifest.id());
        manifest.parent().ifPresent(parent -> description.put("parent", parent));
        description.put("name", manifest.name());
        description.put("note", manifest.note());
        description.put("created", manifest.created().toString());
        description.put("running", manifest.running());
        description.put("has-memory", manifest.hasMemory());
        description.put("space", entry.stateSpace() + entry.diskSpace());
        description.put("state-space", entry.stateSpace());
        description.put("disk-space", entry.diskSpace());
        entry.thumbnail().ifPresent(file -> description.put("thumbnail", file.toString()));
        return description;
    }

    private static Map<String, Object> describe(LinkedClone clone) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("uuid", clone.uuid());
        description.put("name", clone.name());
        description.put("directory", clone.directory().toString());
        clone.snapshot().ifPresent(snapshot -> description.put("snapshot", snapshot));
        return description;
    }
}
