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
            throw ConfigRule.OBJECT_EXPECTED.broken(
                    where.isEmpty() ? ConfigTerm.CONTENT : "\"" + printable(where) + "\"");
        }
        return new JsonFields(where, node);
    }

    public int integer(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw mustBe(name, ConfigTerm.WHOLE_NUMBER);
        }
        return value.intValue();
    }

    public long longInteger(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw mustBe(name, ConfigTerm.WHOLE_NUMBER);
        }
        return value.longValue();
    }

    public boolean flag(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw mustBe(name, ConfigTerm.TRUTH);
        }
        return value.booleanValue();
    }

    public String text(String name) throws ConfigException {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw mustBe(name, ConfigTerm.STRING);
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
            throw mustBe(name, ConfigTerm.ARRAY);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : value) {
            if (!text.isTextual()) {
                throw mustBe("%s[%d]".formatted(name, texts.size()), ConfigTerm.STRING);
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
            throw mustBe(name, ConfigTerm.ARRAY);
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
            throw mustBe(name, ConfigTerm.OBJECT);
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
                throw ConfigRule.FIELD_UNKNOWN.broken(printable(at(field.getKey())));
            }
        }
    }

    /** @param what it must be: a {@link ConfigTerm}, or words that are the same in every language */
    public ConfigException mustBe(String name, Object what) {
        return ConfigRule.FIELD_VALUE.broken(printable(at(name)), what);
    }

    public ConfigException mustBe(String name, Object what, Throwable cause) {
        ConfigException broken = mustBe(name, what);
        broken.initCause(cause);
        return broken;
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
        throw ConfigRule.FIELD_VALUE.broken(printable(where), ConfigTerm.SCALAR);
    }

    private JsonNode required(String name) throws ConfigException {
        JsonNode value = optional(name);
        if (value == null) {
            throw ConfigRule.FIELD_MISSING.broken(printable(at(name)));
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

    private static String printable(String name) {
        String head = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return head.replaceAll("\\p{Cntrl}", "?");
    }
}
