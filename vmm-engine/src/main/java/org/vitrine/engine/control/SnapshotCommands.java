package org.vitrine.engine.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.SnapshotControl;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;
import org.vitrine.engine.snapshot.Manifest;

/** Snapshots of the whole machine, for which QMP has no commands of the kind: {@code x-vitrine-snapshot-*} and {@code x-vitrine-save}, as jobs. */
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
                new QmpCommand(PREFIX + "tree", this::tree),
                new QmpCommand("x-vitrine-save", this::save));
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
        UUID id = id(arguments);
        arguments.end();
        jobs.start(job, "snapshot-revert", progress -> snapshots.revert(id));
        return Map.of();
    }

    private Object delete(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        UUID id = id(arguments);
        arguments.end();
        jobs.start(job, "snapshot-delete", progress -> snapshots.delete(id, progress));
        return Map.of();
    }

    private Object save(Arguments arguments) throws QmpException {
        String job = arguments.text("job-id");
        arguments.end();
        jobs.start(job, "save", snapshots::save);
        return Map.of();
    }

    private static UUID id(Arguments arguments) throws QmpException {
        String text = arguments.text("id");
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new QmpException(QmpErrorClass.GENERIC_ERROR, "Parameter 'id' is not a UUID", e);
        }
    }

    private Object tree(Arguments arguments) throws QmpException, MachineException {
        arguments.end();
        SnapshotControl.Tree tree;
        try {
            tree = snapshots.tree();
        } catch (IOException e) {
            throw new MachineException("The snapshots cannot be read: %s.".formatted(e.getMessage()), e);
        }
        List<Object> entries = new ArrayList<>();
        for (SnapshotControl.Entry entry : tree.entries()) {
            entries.add(describe(entry));
        }
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("snapshots", entries);
        tree.current().ifPresent(current -> reply.put("current", current));
        List<Object> damaged = new ArrayList<>();
        tree.damaged().forEach((directory, why) -> damaged.add(Map.of("directory", directory, "reason", why)));
        reply.put("damaged", damaged);
        return reply;
    }

    private static Map<String, Object> describe(SnapshotControl.Entry entry) {
        Manifest manifest = entry.manifest();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("id", manifest.id());
        manifest.parent().ifPresent(parent -> description.put("parent", parent));
        description.put("name", manifest.name());
        description.put("note", manifest.note());
        description.put("created", manifest.created().toString());
        description.put("running", manifest.running());
        description.put("has-memory", manifest.hasMemory());
        description.put("space", entry.space());
        return description;
    }
}
