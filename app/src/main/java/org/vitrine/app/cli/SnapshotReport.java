package org.vitrine.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.model.library.SnapshotTree;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;

/** A machine's snapshots as {@code vitrine snapshot} prints them. */
record SnapshotReport(SnapshotTree tree) {
    /** A line each, those that grew out of one below it and further in; the present's is marked. */
    String text() {
        if (tree.snapshots().isEmpty() && tree.damaged().isEmpty()) {
            return Texts.get("cli.snapshot.empty");
        }
        StringBuilder text = new StringBuilder();
        List<UUID> known = tree.snapshots().stream().map(Snapshot::id).toList();
        for (Snapshot snapshot : tree.snapshots()) {
            if (snapshot.parent().filter(known::contains).isEmpty()) {
                add(text, snapshot, 0);
            }
        }
        tree.damaged()
                .forEach((folder, reason) ->
                        text.append(folder).append("  ").append(reason).append(System.lineSeparator()));
        return text.toString().stripTrailing();
    }

    private void add(StringBuilder text, Snapshot snapshot, int depth) {
        boolean current = tree.current().equals(Optional.of(snapshot.id()));
        text.append(snapshot.id())
                .append(current ? "  * " : "    ")
                // A tree that somebody made by hand can be deeper than any terminal.
                .append("  ".repeat(Math.min(depth, 40)))
                .append(snapshot.name())
                .append("  ")
                .append(Sizes.bytes(snapshot.space()))
                .append(System.lineSeparator());
        for (Snapshot child : tree.snapshots()) {
            if (child.parent().equals(Optional.of(snapshot.id()))
                    && depth < tree.snapshots().size()) {
                add(text, child, depth + 1);
            }
        }
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        tree.current().ifPresent(current -> node.put("current", current.toString()));
        ArrayNode snapshots = node.putArray("snapshots");
        for (Snapshot snapshot : tree.snapshots()) {
            ObjectNode entry = snapshots.addObject();
            entry.put("id", snapshot.id().toString());
            snapshot.parent().ifPresent(parent -> entry.put("parent", parent.toString()));
            entry.put("name", snapshot.name());
            entry.put("note", snapshot.note());
            entry.put("created", snapshot.created().toString());
            entry.put("running", snapshot.running());
            entry.put("memory", snapshot.hasMemory());
            entry.put("space", snapshot.space());
        }
        ArrayNode damaged = node.putArray("damaged");
        tree.damaged()
                .forEach((folder, reason) ->
                        damaged.addObject().put("folder", folder).put("reason", reason));
        return node;
    }
}
