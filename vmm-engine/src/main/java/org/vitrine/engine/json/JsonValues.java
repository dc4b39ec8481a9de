package org.vitrine.engine.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain Java values as JSON trees: maps, iterables, strings, numbers, booleans, null; paths and UUIDs as strings. */
public final class JsonValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonValues() {}

    /** @throws IllegalArgumentException if a value has no JSON form: a programming error */
    public static JsonNode of(@Nullable Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case JsonNode node -> node;
            case Boolean b -> NODES.booleanNode(b);
            case BigInteger big -> NODES.numberNode(big);
            case Double d -> NODES.numberNode(d.doubleValue());
            case Float f -> NODES.numberNode(f.doubleValue());
            case Number n -> NODES.numberNode(n.longValue());
            case Map<?, ?> map -> objectOf(map);
            case java.nio.file.Path path -> NODES.textNode(path.toString());
            case Iterable<?> elements -> {
                ArrayNode array = NODES.arrayNode();
                for (Object element : elements) {
                    array.add(of(element));
                }
                yield array;
            }
            case CharSequence text -> NODES.textNode(text.toString());
            case java.util.UUID uuid -> NODES.textNode(uuid.toString());
            default ->
                throw new IllegalArgumentException(
                        "no JSON form for " + value.getClass().getName());
        };
    }

    /** A map as a JSON object, in the map's order. */
    public static ObjectNode objectOf(Map<?, ?> map) {
        ObjectNode object = NODES.objectNode();
        map.forEach((name, value) -> object.set(String.valueOf(name), of(value)));
        return object;
    }
}
