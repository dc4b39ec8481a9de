package org.vitrine.app.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolkitInputTest {
    private final List<String> keys = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "us, Y, y, 21",
        "us, Z, z, 44",
        "us, MINUS, -, 12",
        "us, QUOTE, '''', 40",
        "de, Y, y, 44",
        "de, Z, z, 21",
        "de, MINUS, -, 53",
        "de, UNDEFINED, \u00fc, 26",
        "de, LESS, <, 86",
        "fr, A, a, 16",
        "fr, Q, q, 30",
        "fr, M, m, 39",
        "fr, UNDEFINED, \u00e9, 3",
        "fr, DIGIT1, 1, 2"
    })
    void characters_of_a_layout_are_the_keys_that_give_them(String layout, String code, String text, int evdev) {
        input(layout).toolkitKey(code, text, true);

        assertThat(keys).containsExactly("+" + evdev);
    }

    @Test
    void a_release_without_a_character_is_that_of_the_pressed_key() {
        ToolkitInput input = input("de");

        input.toolkitKey("Z", "z", true);
        input.toolkitKey("Z", "", false);

        assertThat(keys).containsExactly("+21", "-21");
    }

    @Test
    void keys_with_names_need_no_layout() {
        ToolkitInput input = input("fr");

        input.toolkitKey("F12", "", true);
        input.toolkitKey("ALT_GRAPH", "", true);
        input.toolkitKey("PAUSE", "", true);

        assertThat(keys).containsExactly("+88", "+100", "+119");
    }

    @Test
    void a_control_character_is_known_by_its_key_code() {
        input("us").toolkitKey("C", "", true);

        assertThat(keys).containsExactly("+46");
    }

    @Test
    void what_no_key_gives_is_left_out() {
        ToolkitInput input = input("us");

        input.toolkitKey("UNDEFINED", "\u4e2d", true);
        input.toolkitKey("UNDEFINED", "", false);

        assertThat(keys).isEmpty();
    }

    private ToolkitInput input(String layout) {
        return new ToolkitInput(
                new InputListener() {
                    @Override
                    public void key(int evdev, boolean down) {
                        keys.add((down ? "+" : "-") + evdev);
                    }

                    @Override
                    public void motion(int dx, int dy) {}

                    @Override
                    public void button(String button, boolean down) {}

                    @Override
                    public void grabbed(boolean success) {}
                },
                HostKeymap.of(layout));
    }
}
