package org.vitrine.app.model.library;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a machine was made and last ran, kept as {@code history.json} in its folder. A file that cannot be read is as good as none.
 *
 * @param created when the machine was made; null if nobody knows
 * @param started when its last run began; null before the first
 * @param ended when its last run ended; null before the first end, and older than the start during a run
 * @param failure why its last run ended badly, in one sentence; null if it did not
 */
public record MachineHistory(
        @Nullable Instant created,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable String failure) {
    static final MachineHistory NONE = new MachineHistory(null, null, null, null);

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_FAILURE = 4000;

    /** Whether the last run, if there was one, has ended as far as anybody noted. */
    public boolean isOver() {
        return started == null || (ended != null && !ended.isBefore(started));
    }

    MachineHistory withStart(Instant when) {
        return new MachineHistory(created, when, ended, null);
    }

    MachineHistory withEnd(Instant when, @Nullable String why) {
        return new MachineHistory(
                created,
                started,
                when,
                why == null || why.length() <= MAX_FAILURE ? why : why.substring(0, MAX_FAILURE));
    }

    static MachineHistory read(Path file) {
        try (var in = Files.newInputStream(file)) {
            JsonNode node = MAPPER.readTree(in.readNBytes(MAX_BYTES));
            String failure = node.path("failure").textValue();
            return new MachineHistory(
                    instant(node.path("created")), instant(node.path("started")), instant(node.path("ended")), failure);
        } catch (JacksonException e) {
            return NONE;
        } catch (IOException e) {
            return NONE;
        }
    }

    private static @Nullable Instant instant(JsonNode node) {
        try {
            String text = node.textValue();
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    void write(Path file) throws IOException {
        ObjectNode node = MAPPER.createObjectNode();
        put(node, "created", created);
        put(node, "started", started);
        put(node, "ended", ended);
        put(node, "failure", failure);
        DurableFiles.write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node));
    }

    private static void put(ObjectNode node, String name, @Nullable Object value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }
}
