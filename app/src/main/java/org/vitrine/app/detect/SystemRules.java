package org.vitrine.app.detect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Our own rules, in the order in which they are asked. */
final class SystemRules {
    private static final String FILE = "systems.json";

    private SystemRules() {}

    /** Read when they are first asked for. */
    private static final class Holder {
        static final List<SystemRule> RULES = load();
    }

    static List<SystemRule> all() {
        return Holder.RULES;
    }

    // By hand: a mapper that builds records costs the first detection as much again as everything else.
    private static List<SystemRule> load() {
        try (InputStream in = Objects.requireNonNull(SystemRules.class.getResourceAsStream(FILE), FILE)) {
            return elements(new JsonMapper().readTree(in)).stream()
                    .map(SystemRules::rule)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SystemRule rule(JsonNode rule) {
        return new SystemRule(
                rule.path("id").asText(),
                rule.path("family").asText(),
                rule.path("icon").asText(),
                rule.path("name").asText(),
                rule.path("general").asBoolean(),
                rule.path("releaseParts").asInt(),
                text(rule.path("composed")),
                words(rule.path("codenames")),
                words(rule.path("kernels")),
                text(rule.path("virtioSince")),
                resources(rule.path("minimum")),
                resources(rule.path("recommended")),
                elements(rule.path("clues")).stream().map(SystemRules::clue).toList());
    }

    private static Clue clue(JsonNode clue) {
        return new Clue(
                expression(clue.path("volume")),
                expression(clue.path("system")),
                expression(clue.path("publisher")),
                expression(clue.path("application")),
                elements(clue.path("files")).stream().map(JsonNode::asText).toList(),
                expression(clue.path("text")),
                expression(clue.path("kernel")),
                expression(clue.path("windows")),
                text(clue.path("arch")));
    }

    private static Resources resources(JsonNode resources) {
        return new Resources(
                resources.path("memoryMiB").asInt(),
                resources.path("cpus").asInt(),
                resources.path("diskGiB").asInt());
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static Map<String, String> words(JsonNode object) {
        Map<String, String> words = new HashMap<>();
        object.properties()
                .forEach(entry -> words.put(entry.getKey(), entry.getValue().asText()));
        return words;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    /** One that minds no case. */
    private static @Nullable Pattern expression(JsonNode node) {
        return node.isTextual() ? Pattern.compile(node.asText(), Pattern.CASE_INSENSITIVE) : null;
    }
}
