package org.vitrine.engine.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.qmp.QmpException;

/**
 * A command's arguments, or an object within them: each member asked for by name and type, and {@link #end} refusing what nobody
 * asked for. Errors have QEMU's words, since scripts match them.
 */
final class Arguments {
    private final String where;
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    private Arguments(String where, JsonNode object) {
        this.where = where;
        this.object = object;
    }

    /** Of a command; null for one that was sent without any. */
    static Arguments of(@Nullable JsonNode object) {
        return new Arguments("", object == null ? JsonNodeFactory.instance.objectNode() : object);
    }

    String text(String name) throws QmpException {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw wrongType(name, "string");
        }
        return value.textValue();
    }

    /** Null if the member is absent. */
    @Nullable
    String optionalText(String name) throws QmpException {
        return member(name) == null ? null : text(name);
    }

    long integer(String name) throws QmpException {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrongType(name, "integer");
        }
        return value.longValue();
    }

    long optionalInteger(String name, long absent) throws QmpException {
        return member(name) == null ? absent : integer(name);
    }

    boolean flag(String name) throws QmpException {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw wrongType(name, "boolean");
        }
        return value.booleanValue();
    }

    boolean optionalFlag(String name) throws QmpException {
        return member(name) != null && flag(name);
    }

    /** A word out of a set. */
    String choice(String name, Set<String> choices) throws QmpException {
        String word = text(name);
        if (!choices.contains(word)) {
            throw notAccepted(name, word);
        }
        return word;
    }

    String optionalChoice(String name, Set<String> choices, String absent) throws QmpException {
        return member(name) == null ? absent : choice(name, choices);
    }

    /** An object of any content, as it was sent. */
    JsonNode json(String name) throws QmpException {
        JsonNode value = required(name);
        if (!value.isObject()) {
            throw wrongType(name, "object");
        }
        return value;
    }

    /** Null if the member is absent. */
    @Nullable
    Arguments optionalObject(String name) throws QmpException {
        return member(name) == null ? null : object(name);
    }

    Arguments object(String name) throws QmpException {
        JsonNode value = required(name);
        if (!value.isObject()) {
            throw wrongType(name, "object");
        }
        return new Arguments(path(name), value);
    }

    List<Arguments> objects(String name) throws QmpException {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrongType(name, "array");
        }
        List<Arguments> objects = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String element = "%s[%d]".formatted(path(name), i);
            if (!value.get(i).isObject()) {
                throw QmpException.generic("Invalid parameter type for '%s', expected: object".formatted(element));
            }
            objects.add(new Arguments(element, value.get(i)));
        }
        return objects;
    }

    /** The objects of an array; none if the member is absent. */
    List<Arguments> optionalObjects(String name) throws QmpException {
        return member(name) == null ? List.of() : objects(name);
    }

    /** The strings of an array; none if the member is absent. */
    List<String> optionalTexts(String name) throws QmpException {
        JsonNode value = member(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrongType(name, "array");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw QmpException.generic(
                        "Invalid parameter type for '%s[%d]', expected: string".formatted(path(name), texts.size()));
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** Says that every member has been asked for. */
    void end() throws QmpException {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!asked.contains(member.getKey())) {
                throw QmpException.generic("Parameter '%s' is unexpected".formatted(path(member.getKey())));
            }
        }
    }

    /** QEMU's words for a value outside of an enumeration, which it names without the way there. */
    static QmpException notAccepted(String name, String value) {
        return QmpException.generic("Parameter '%s' does not accept value '%s'".formatted(name, value));
    }

    private JsonNode required(String name) throws QmpException {
        JsonNode value = member(name);
        if (value == null) {
            throw QmpException.generic("Parameter '%s' is missing".formatted(path(name)));
        }
        return value;
    }

    private @Nullable JsonNode member(String name) {
        asked.add(name);
        return object.get(name);
    }

    private QmpException wrongType(String name, String expected) {
        return QmpException.generic("Invalid parameter type for '%s', expected: %s".formatted(path(name), expected));
    }

    private String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }
}
