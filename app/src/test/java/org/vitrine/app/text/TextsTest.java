package org.vitrine.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void german_has_every_text_and_no_other() throws IOException {
        assertThat(load("messages_de.properties").keySet())
                .isEqualTo(load("messages.properties").keySet());
    }

    @Test
    void every_text_is_a_pattern_with_the_same_arguments_in_both_languages() throws IOException {
        Properties english = load("messages.properties");
        Properties german = load("messages_de.properties");
        for (String key : english.stringPropertyNames()) {
            // What picocli shows has its own way of filling in.
            if (!english.getProperty(key).contains("${")) {
                assertThat(new MessageFormat(german.getProperty(key), Locale.GERMAN).getFormatsByArgumentIndex())
                        .as(key)
                        .hasSameSizeAs(new MessageFormat(english.getProperty(key), Locale.ENGLISH)
                                .getFormatsByArgumentIndex());
            }
        }
    }

    @Test
    void sizes_are_in_binary_units() {
        assertThat(Sizes.bytes(12)).isEqualTo("12 bytes");
        assertThat(Sizes.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Sizes.bytes(650L << 20)).isEqualTo("650 MiB");
        assertThat(Sizes.mebibytes(2048)).isEqualTo("2 GiB");
        assertThat(Sizes.mebibytes(24_000)).isEqualTo("23 GiB");
    }

    private static Properties load(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Texts.class.getResourceAsStream(name), name)) {
            properties.load(new java.io.InputStreamReader(in, java.nio.charset.StandardCharsets.UTF_8));
        }
        return properties;
    }
}
