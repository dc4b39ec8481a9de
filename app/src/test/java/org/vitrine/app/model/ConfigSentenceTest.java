package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.ConfigRule;
import org.vitrine.engine.config.ConfigRules;
import org.vitrine.engine.config.ConfigTerm;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

class ConfigSentenceTest {
    private static ConfigException of(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ConfigException.class, call);
    }

    @ParameterizedTest
    @EnumSource(ConfigRule.class)
    void each_rule_has_its_sentence_with_all_its_places_in_both_languages(ConfigRule rule) throws Exception {
        int places = rule.sentence().split("%s", -1).length - 1;

        for (String bundle : new String[] {"messages.properties", "messages_de.properties"}) {
            String sentence = load(bundle).getProperty("rule." + rule.key());
            assertThat(sentence).as(bundle).isNotNull();
            String[] arguments = new String[places];
            Arrays.setAll(arguments, place -> "<" + place + ">");
            String filled =
                    places == 0 ? sentence : new MessageFormat(sentence, Locale.ROOT).format((Object[]) arguments);
            assertThat(filled).as(bundle).doesNotContain("{");
            assertThat(arguments)
                    .as(bundle)
                    .allSatisfy(argument -> assertThat(filled).contains(argument));
        }
    }

    @ParameterizedTest
    @EnumSource(ConfigTerm.class)
    void each_word_of_a_sentence_is_there_too(ConfigTerm term) {
        assertThat(Texts.has("term." + term.key())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ConfigRule.class)
    void english_says_what_the_engine_says(ConfigRule rule) throws Exception {
        String places = load("messages.properties").getProperty("rule." + rule.key());

        assertThat(places.replaceAll("\\{\\d}", "%s").replaceAll("[“”‘’'\"]", ""))
                .isEqualTo(rule.sentence().replaceAll("['\"]", ""));
    }

    @Test
    void numbers_are_not_grouped_and_words_are_translated() {
        MachineConfig config = MachineConfig.of(UUID.randomUUID(), "x".repeat(300), 2048, 1);
        assertThat(ConfigSentence.of(of(() -> ConfigRules.check(config)))).contains("longer than 255 characters");

        ConfigException missing = of(() -> MachineConfigFile.parse("{\"version\":\"x\"}", Path.of("/")));
        assertThat(ConfigSentence.of(missing)).isEqualTo("The field “version” must be a whole number.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"version\": 99}"})
    void what_is_wrong_with_a_file_names_it_once(String content, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("machine.json"), content);
        ConfigException wrong = of(() -> MachineConfigFile.read(file));

        assertThat(ConfigSentence.of(wrong)).startsWith(file + ": ");
        assertThat(ConfigSentence.of(wrong).replaceAll("[“”’'\"]", ""))
                .isEqualTo(String.valueOf(wrong.getMessage()).replaceAll("[“”’'\"]", ""));
    }

    private static Properties load(String name) throws Exception {
        Properties properties = new Properties();
        try (var in = Objects.requireNonNull(Texts.class.getResourceAsStream(name), name)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
