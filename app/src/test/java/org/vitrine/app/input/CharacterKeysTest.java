package org.vitrine.app.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.app.input.CharacterKeys.Stroke;

class CharacterKeysTest {
    /** As the keyboards are printed; the key codes are of linux/input-event-codes.h. */
    @ParameterizedTest
    @CsvSource({
        "us, a, 30, 0", "us, A, 30, 42", "us, z, 44, 0", "us, @, 3, 42", "us, /, 53, 0", "us, '|', 43, 42",
        "us, 1, 2, 0", "us, ~, 41, 42", "de, z, 21, 0", "de, y, 44, 0", "de, @, 16, 100", "de, /, 8, 42",
        "de, '|', 86, 100", "de, ß, 12, 0", "de, ä, 40, 0", "de, €, 18, 100", "de, '<', 86, 0", "de, '{', 8, 100",
        "fr, a, 16, 0", "fr, 1, 2, 42", "fr, &, 2, 0", "fr, @, 11, 100", "fr, é, 3, 0", "fr, ., 51, 42",
        "fr, M, 39, 42"
    })
    void a_character_is_on_the_key_that_is_printed_with_it(String layout, String character, int key, int held) {
        assertThat(strokes(layout, character)).containsExactly(stroke(key, held));
    }

    @Test
    void a_dead_key_is_followed_by_the_letter_or_the_space_bar() {
        assertThat(strokes("de", "^")).containsExactly(stroke(41, 0), stroke(57, 0));
        assertThat(strokes("de", "é")).containsExactly(stroke(13, 0), stroke(18, 0));
        assertThat(strokes("fr", "ô")).containsExactly(stroke(26, 0), stroke(24, 0));
    }

    @Test
    void line_ends_and_tabs_have_keys_of_their_own() {
        assertThat(strokes("us", "\n")).containsExactly(stroke(28, 0));
        assertThat(strokes("us", "\t")).containsExactly(stroke(15, 0));
    }

    @Test
    void digits_never_come_from_the_keypad() {
        for (String layout : List.of("us", "de", "fr")) {
            for (int digit = '0'; digit <= '9'; digit++) {
                assertThat(strokes(layout, Character.toString(digit)).getFirst().key())
                        .as("%s %c", layout, digit)
                        .isBetween(2, 11);
            }
        }
    }

    @Test
    void what_the_layout_lacks_has_no_keys() {
        assertThat(CharacterKeys.of("us").orElseThrow().strokes('ß')).isEmpty();
        assertThat(CharacterKeys.of("us").orElseThrow().strokes(0x1f600)).isEmpty();
    }

    @Test
    void a_layout_that_does_not_exist_is_none() {
        assertThat(CharacterKeys.of("no-such-layout")).isEmpty();
    }

    private static List<Stroke> strokes(String layout, String character) {
        return CharacterKeys.of(layout)
                .orElseThrow()
                .strokes(character.codePointAt(0))
                .orElseThrow();
    }

    private static Stroke stroke(int key, int held) {
        return new Stroke(held == 0 ? List.of() : List.of(held), key);
    }
}
