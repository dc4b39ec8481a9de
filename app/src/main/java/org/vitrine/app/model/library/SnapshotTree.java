package org.vitrine.app.model.library;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.vitrine.app.model.Refusal;

/**
 * All snapshots of a machine.
 *
 * @param snapshots oldest first
 * @param current the one that the machine's present state grew out of
 * @param presentSpace bytes that the machine's disks have taken since then
 * @param damaged what is wrong with those that cannot be read, by their folders' names
 * @param clones the linked clones, which need this machine's disks
 */
public record SnapshotTree(
        List<Snapshot> snapshots,
        Optional<UUID> current,
        long presentSpace,
        Map<String, String> damaged,
        List<LinkedClone> clones) {
    /** A machine that needs another's disks. */
    public record LinkedClone(UUID uuid, String name) {}

    /** The snapshot that a user means: by its UUID, the beginning of it (8 characters or more), or its name. */
    public Snapshot named(String text) throws Refusal {
        List<Snapshot> found = snapshots.stream()
                .filter(snapshot -> snapshot.id().toString().equals(text))
                .toList();
        if (found.isEmpty()) {
            found = snapshots.stream()
                    .filter(snapshot -> snapshot.name().equals(text))
                    .toList();
        }
        if (found.isEmpty() && text.length() >= 8) {
            found = snapshots.stream()
                    .filter(snapshot -> snapshot.id().toString().startsWith(text))
                    .toList();
        }
        if (found.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "snapshot.none", text);
        }
        if (found.size() > 1) {
            throw Refusal.of(
                    Refusal.Cause.INPUT,
                    "snapshot.ambiguous",
                    text,
                    String.join(
                            ", ",
                            found.stream()
                                    .map(snapshot -> snapshot.id().toString())
                                    .toList()));
        }
        return found.getFirst();
    }

    /** The reply of {@code x-vitrine-snapshot-tree}. @throws IllegalArgumentException if it is none */
    static SnapshotTree of(JsonNode reply) {
        try {
            List<Snapshot> snapshots = new ArrayList<>();
            for (JsonNode entry : reply.path("snapshots")) {
                snapshots.add(snapshot(entry));
            }
            Map<String, String> damaged = new TreeMap<>();
            for (JsonNode entry : reply.path("damaged")) {
                damaged.put(
                        entry.path("directory").asText(), entry.path("reason").asText());
            }
            List<LinkedClone> clones = new ArrayList<>();
            for (JsonNode entry : reply.path("clones")) {
                clones.add(new LinkedClone(
                        UUID.fromString(entry.path("uuid").asText()),
                        entry.path("name").asText()));
            }
            return new SnapshotTree(
                    List.copyOf(snapshots),
                    uuid(reply.path("current")),
                    reply.path("present-space").asLong(),
                    damaged,
                    List.copyOf(clones));
        } catch (DateTimeException | InvalidPathException e) {
            throw new IllegalArgumentException("not a tree of snapshots", e);
        }
    }

    private static Snapshot snapshot(JsonNode entry) {
        String thumbnail = entry.path("thumbnail").textValue();
        return new Snapshot(
                UUID.fromString(entry.path("id").asText()),
                uuid(entry.path("parent")),
                entry.path("name").asText(),
                entry.path("note").asText(),
                Instant.parse(entry.path("created").asText()),
                entry.path("running").asBoolean(),
                entry.path("has-memory").asBoolean(),
                entry.path("space").asLong(),
                thumbnail == null ? Optional.empty() : Optional.of(Path.of(thumbnail)));
    }

    private static Optional<UUID> uuid(JsonNode node) {
        String text = node.textValue();
        return text == null ? Optional.empty() : Optional.of(UUID.fromString(text));
    }
}
