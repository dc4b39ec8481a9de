package org.vitrine.engine.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.json.JsonSyntaxException;
import org.vitrine.engine.json.JsonText;
import org.vitrine.engine.json.JsonValues;

/** QMP messages (QMP specification, 2.2 to 2.5) to JSON trees and to bytes. Safe for any thread. */
public final class QmpCodec {
    private QmpCodec() {}

    /**
     * Reads one message that a {@link QmpFramer} has cut out.
     *
     * @throws QmpException with a sentence if it is not JSON or too deep
     */
    public static JsonNode read(byte[] bytes, int offset, int length) throws QmpException {
        try {
            return JsonText.read(bytes, offset, length);
        } catch (JsonSyntaxException e) {
            throw new QmpException(QmpErrorClass.GENERIC_ERROR, "JSON parse error, " + e.getMessage(), e);
        }
    }

    /** Reads JSON that a person typed. @throws QmpException with a sentence if it is not JSON */
    public static JsonNode read(String text) throws QmpException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return read(bytes, 0, bytes.length);
    }

    /** A message as bytes, CR LF at its end as QEMU has it. */
    public static byte[] write(JsonNode message) {
        byte[] text = JsonText.write(message);
        byte[] line = java.util.Arrays.copyOf(text, text.length + 2);
        line[text.length] = '\r';
        line[text.length + 1] = '\n';
        return line;
    }

    /** The message that asks for a command. @param arguments plain Java values; empty leaves the member out */
    public static ObjectNode command(String name, Map<String, ?> arguments, @Nullable Object id) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("execute", name);
        if (!arguments.isEmpty()) {
            message.set("arguments", JsonValues.objectOf(arguments));
        }
        if (id != null) {
            message.set("id", JsonValues.of(id));
        }
        return message;
    }

    /** The message of an event; the data member is left out if it is empty. */
    public static ObjectNode event(QmpEvent event) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        ObjectNode timestamp = message.putObject("timestamp");
        timestamp.put("seconds", event.timestamp().getEpochSecond());
        timestamp.put("microseconds", event.timestamp().getNano() / 1000);
        message.put("event", event.name());
        if (!event.data().isEmpty()) {
            message.set("data", event.data());
        }
        return message;
    }

    /** The event in a message, or null if it is another kind of message. */
    public static @Nullable QmpEvent eventIn(JsonNode message) {
        JsonNode name = message.get("event");
        if (name == null || !name.isTextual()) {
            return null;
        }
        JsonNode data = message.get("data");
        JsonNode timestamp = message.path("timestamp");
        return new QmpEvent(
                name.textValue(),
                data != null && data.isObject() ? data : JsonNodeFactory.instance.objectNode(),
                instant(
                        timestamp.path("seconds").asLong(),
                        timestamp.path("microseconds").asLong()));
    }

    private static Instant instant(long seconds, long microseconds) {
        try {
            return Instant.ofEpochSecond(seconds, Math.clamp(microseconds, 0, 999_999) * 1000);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** The error in a reply, or null if it has none. */
    public static @Nullable QmpException errorIn(JsonNode reply) {
        JsonNode error = reply.get("error");
        if (error == null) {
            return null;
        }
        return new QmpException(
                QmpErrorClass.of(error.path("class").asText()),
                error.path("desc").asText());
    }
}
