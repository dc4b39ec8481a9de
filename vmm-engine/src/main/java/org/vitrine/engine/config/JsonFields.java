package org.vitrine.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object, each asked for once with its type; what nobody asked for is refused by name. */
public final class JsonFields {
    private final String where;
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    private JsonFields(String where, JsonNode object) {
        this.where = where;
        this.object = object;
    }

    /** @param where the object's place for messages, such as {@code "optical[0]"}; empty for the outermost */
    public static JsonFields of(String where, JsonNode node) throws ConfigException {
        if (!node.isObject()) {
            throw new ConfigException(
                    "%s must be a JSON object.".formatted(where.isEmpty() ? "The file's content" : quoted(where)));
        }
        return new JsonFields(where, node);
    }

    public int integer(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw mustBe(name, "a whole number");
        }
        return value.intValue();
    }

    public long longInteger(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw mustBe(name, "a whole number");
        }
        return value.longValue();
    }

    public boolean flag(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw mustBe(name, "true or false");
        }
        return value.booleanValue();
    }

    public String text(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw mustBe(name, "a string");
        }
        return value.textValue();
    }

    /** Null if the field is absent or null. */
    public @Nullable String optionalText(String name) throws ConfigException {
        return optional(name) == null ? null : text(name);
    }

    /** False if the field is absent or null. */
    public boolean optionalFlag(String name) throws ConfigException {
        return optional(name) != null && flag(name);
    }

    /** @param absent what it is if the field is absent or null */
    public boolean flag(String name, boolean absent) throws ConfigException {
        return optional(name) == null ? absent : flag(name);
    }

    /** Null if the field is absent or null. */
    public @Nullable Integer optionalInteger(String name) throws ConfigException {
        return optional(name) == null ? null : integer(name);
    }

    /** Null if the field is absent or null. */
    public @Nullable JsonFields optionalObject(String name) throws ConfigException {
        JsonNode value = optional(name);
        return value == null ? null : of(at(name), value);
    }

    public JsonFields object(String name) throws ConfigException {
        return of(at(name), required(name));
    }

    /** The strings of an array; none if the field is absent. */
    public List<String> texts(String name) throws ConfigException {
        JsonNode value = optional(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw mustBe(name, "an array");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : value) {
            if (!text.isTextual()) {
                throw mustBe("%s[%d]".formatted(name, texts.size()), "a string");
            }
            texts.add(text.textValue());
        }
        return texts;
    }

    /** The objects of an array; none if the field is absent. */
    public List<JsonFields> objects(String name) throws ConfigException {
        JsonNode value = optional(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw mustBe(name, "an array");
        }
        List<JsonFields> objects = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            objects.add(of("%s[%d]".formatted(at(name), i), value.get(i)));
        }
        return objects;
    }

    /** An object of any content as plain Java values; empty if the field is absent. */
    public Map<String, Object> properties(String name) throws ConfigException {
        JsonNode value = optional(name);
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw mustBe(name, "an object");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            properties.put(field.getKey(), plain(at(name) + "." + field.getKey(), field.getValue()));
        }
        return Map.copyOf(properties);
    }

    /** Says that every field has been asked for. @throws ConfigException naming the first that has not */
    public void end() throws ConfigException {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!asked.contains(field.getKey())) {
                throw new ConfigException("The field %s is not known; remove it or correct its spelling."
                        .formatted(quoted(at(field.getKey()))));
            }
        }
    }

    public ConfigException mustBe(String name, String what) {
        return new ConfigException("The field %s must be %s.".formatted(quoted(at(name)), what));
    }

    public ConfigException mustBe(String name, String what, Throwable cause) {
        return new ConfigException("The field %s must be %s.".formatted(quoted(at(name)), what), cause);
    }

    private static Object plain(String where, JsonNode value) throws ConfigException {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isFloatingPointNumber()) {
            return value.doubleValue();
        }
        throw new ConfigException("The field %s must be a string, a number, true or false.".formatted(quoted(where)));
    }

    private JsonNode required(String name) throws ConfigException {
        JsonNode value = optional(name);
        if (value == null) {
            throw new ConfigException("The field %s is missing.".formatted(quoted(at(name))));
        }
        return value;
    }

    private @Nullable JsonNode optional(String name) {
        asked.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private String at(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    private static String quoted(String name) {
        String head = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return "\"" + head.replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
