package org.vitrine.app.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.qmp.QKeyCode;

class EvdevKeysTest {
    /** From linux/input-event-codes.h on the one side and QAPI's QKeyCode on the other. */
    @ParameterizedTest
    @CsvSource({
        "1, esc",
        "2, 1",
        "11, 0",
        "12, minus",
        "14, backspace",
        "15, tab",
        "16, q",
        "26, bracket_left",
        "28, ret",
        "29, ctrl",
        "30, a",
        "41, grave_accent",
        "42, shift",
        "43, backslash",
        "44, z",
        "54, shift_r",
        "55, kp_multiply",
        "56, alt",
        "57, spc",
        "58, caps_lock",
        "59, f1",
        "68, f10",
        "69, num_lock",
        "70, scroll_lock",
        "71, kp_7",
        "74, kp_subtract",
        "78, kp_add",
        "82, kp_0",
        "83, kp_decimal",
        "86, less",
        "87, f11",
        "88, f12",
        "89, ro",
        "92, henkan",
        "93, katakanahiragana",
        "94, muhenkan",
        "96, kp_enter",
        "97, ctrl_r",
        "98, kp_divide",
        "99, print",
        "100, alt_r",
        "102, home",
        "103, up",
        "104, pgup",
        "105, left",
        "106, right",
        "107, end",
        "108, down",
        "109, pgdn",
        "110, insert",
        "111, delete",
        "113, audiomute",
        "114, volumedown",
        "115, volumeup",
        "117, kp_equals",
        "119, pause",
        "121, kp_comma",
        "122, lang1",
        "123, lang2",
        "124, yen",
        "125, meta_l",
        "126, meta_r",
        "127, compose"
    })
    void linux_codes_are_qmp_keys(int evdev, String qcode) {
        assertThat(EvdevKeys.qcode(evdev)).map(QKeyCode::wireName).contains(qcode);
    }

    @Test
    void codes_that_no_keyboard_has_are_no_keys() {
        assertThat(EvdevKeys.qcode(0)).isEmpty();
        assertThat(EvdevKeys.qcode(84)).isEmpty();
        assertThat(EvdevKeys.qcode(85)).isEmpty();
        assertThat(EvdevKeys.qcode(-8)).isEmpty();
        assertThat(EvdevKeys.qcode(247)).isEmpty();
    }

    @Test
    void no_two_codes_of_a_pc_keyboard_are_the_same_key() {
        Map<QKeyCode, Integer> seen = new HashMap<>();
        // Two codes of Japanese and Brazilian keyboards name keys that QMP does not tell apart.
        Set<QKeyCode> shared = Set.of(QKeyCode.KATAKANAHIRAGANA, QKeyCode.KP_COMMA);
        for (int evdev = 0; evdev < 256; evdev++) {
            int code = evdev;
            EvdevKeys.qcode(evdev)
                    .filter(key -> !shared.contains(key))
                    .ifPresent(key -> assertThat(seen.put(key, code))
                            .as("%s by %d", key, code)
                            .isNull());
        }
    }
}
