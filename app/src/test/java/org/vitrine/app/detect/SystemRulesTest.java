package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The file of rules holds what the code reads, and nothing that it would pass over. */
class SystemRulesTest {
    private static JsonNode file() throws IOException {
        try (InputStream in = Objects.requireNonNull(SystemRules.class.getResourceAsStream("systems.json"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Set<String> names(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> fields = new TreeSet<>();
        object.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    @Test
    void every_field_of_the_file_is_one_that_is_read() throws IOException {
        for (JsonNode rule : file()) {
            assertThat(names(SystemRule.class)).containsAll(fields(rule));
            assertThat(fields(rule.path("minimum"))).isEqualTo(new TreeSet<>(names(Resources.class)));
            assertThat(fields(rule.path("recommended"))).isEqualTo(new TreeSet<>(names(Resources.class)));
            for (JsonNode clue : rule.path("clues")) {
                assertThat(names(Clue.class)).containsAll(fields(clue));
            }
        }
    }

    @Test
    void every_rule_has_what_is_shown_of_it_and_clues_that_ask_for_something() {
        List<SystemRule> rules = SystemRules.all();

        assertThat(rules).hasSizeGreaterThan(25).allSatisfy(rule -> {
            assertThat(rule.id()).isNotEmpty();
            assertThat(rule.name()).isNotEmpty();
            assertThat(rule.icon()).startsWith("system-");
            assertThat(rule.kind()).isNotNull();
            assertThat(rule.clues())
                    .isNotEmpty()
                    .allSatisfy(clue -> assertThat(clue)
                            .isNotEqualTo(new Clue(null, null, null, null, List.of(), null, null, null, clue.arch())));
        });
    }
}
