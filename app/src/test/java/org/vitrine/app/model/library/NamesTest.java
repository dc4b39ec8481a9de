package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.app.model.Refusal;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"Debian", "Windows 8.1", "a", "Ünïcode – 日本", "v1.0.", "a-b_c (2)"})
    void a_line_of_visible_characters_is_a_name(String name) {
        assertThatNoException().isThrownBy(() -> Names.check(name, List.of("Other")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|has no name",
                "'   '|has no name",
                "a/b|cannot contain slashes",
                "a\\b|cannot contain slashes",
                ".|cannot begin with a dot",
                "..|cannot begin with a dot",
                ".hidden|cannot begin with a dot",
                "'a\nb'|control characters",
                "' a'|cannot begin or end with a space",
                "'a '|cannot begin or end with a space",
                "debian|There is a machine named “debian” already",
                "DEBIAN|There is a machine named “DEBIAN” already",
            })
    void what_is_wrong_with_a_name_is_one_sentence(String name, String words) {
        assertThatThrownBy(() -> Names.check(name, List.of("Debian")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(words)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_name_is_bounded() {
        assertThatNoException().isThrownBy(() -> Names.check("n".repeat(255), List.of()));
        assertThatThrownBy(() -> Names.check("n".repeat(256), List.of()))
                .hasMessageContaining("256 characters is too long")
                .hasMessageContaining("at most 255");
    }

    @Test
    void a_taken_name_gets_a_number() {
        assertThat(Names.free("Debian", List.of())).isEqualTo("Debian");
        assertThat(Names.free("Debian", List.of("debian", "Debian 2"))).isEqualTo("Debian 3");
        String longest = "n".repeat(255);
        assertThat(Names.free(longest, List.of(longest))).hasSize(255).endsWith(" 2");
    }

    @Test
    void any_text_becomes_a_name() {
        assertThat(Names.from("../../etc/passwd\0", "x")).isEqualTo("etc passwd");
        assertThat(Names.from("...", "Machine")).isEqualTo("Machine");
        assertThat(Names.from("n".repeat(1000), "x")).hasSize(255);
    }
}
