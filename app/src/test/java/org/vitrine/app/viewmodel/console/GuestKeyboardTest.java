package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.qmp.QKeyCode;

class GuestKeyboardTest {
    private static final int CTRL = 29;
    private static final int ALT = 56;
    private static final int ALT_GR = 100;
    private static final int ENTER = 28;
    private static final int A = 30;
    private static final int F1 = 59;

    private final List<String> guest = new ArrayList<>();
    private final List<String> own = new ArrayList<>();
    private final GuestKeyboard keyboard = new GuestKeyboard(
            events -> events.forEach(event -> guest.add(describe(event))), new GuestKeyboard.Shortcuts() {
                @Override
                public void releaseGrab() {
                    own.add("release");
                }

                @Override
                public boolean pressed(QKeyCode key) {
                    if (key == QKeyCode.RET) {
                        own.add("enter");
                        return true;
                    }
                    return false;
                }

                @Override
                public boolean pressedWithShift(QKeyCode key) {
                    return key == QKeyCode.C;
                }
            });

    @Test
    void a_key_goes_down_and_up() {
        keyboard.key(A, true);
        keyboard.key(A, false);

        assertThat(guest).containsExactly("+a", "-a");
    }

    @Test
    void a_held_key_repeats() {
        keyboard.key(A, true);
        keyboard.key(A, true);
        keyboard.key(A, false);

        assertThat(guest).containsExactly("+a", "+a", "-a");
    }

    @Test
    void a_release_whose_press_went_elsewhere_is_not_the_guests() {
        keyboard.key(A, false);

        assertThat(guest).isEmpty();
    }

    @Test
    void held_keys_are_let_go_when_the_focus_goes() {
        keyboard.key(CTRL, true);
        keyboard.key(A, true);
        keyboard.releaseAll();
        keyboard.key(A, false);

        assertThat(guest).containsExactly("+ctrl", "+a", "-ctrl", "-a");
    }

    @Test
    void ctrl_and_alt_alone_release_the_grab() {
        keyboard.key(CTRL, true);
        keyboard.key(ALT, true);
        assertThat(own).isEmpty();
        keyboard.key(ALT, false);
        keyboard.key(CTRL, false);

        assertThat(own).containsExactly("release");
        assertThat(guest).containsExactly("+ctrl", "+alt", "-alt", "-ctrl");
    }

    @Test
    void the_order_of_ctrl_and_alt_does_not_matter_nor_do_repeats() {
        keyboard.key(ALT, true);
        keyboard.key(ALT, true);
        keyboard.key(CTRL, true);
        keyboard.key(CTRL, true);
        keyboard.key(CTRL, false);

        assertThat(own).containsExactly("release");
    }

    @Test
    void ctrl_and_alt_with_a_function_key_are_the_guests() {
        keyboard.key(CTRL, true);
        keyboard.key(ALT, true);
        keyboard.key(F1, true);
        keyboard.key(F1, false);
        keyboard.key(ALT, false);
        keyboard.key(CTRL, false);

        assertThat(own).isEmpty();
        assertThat(guest).containsExactly("+ctrl", "+alt", "+f1", "-f1", "-alt", "-ctrl");
    }

    @Test
    void alt_gr_is_not_alt() {
        keyboard.key(CTRL, true);
        keyboard.key(ALT_GR, true);
        keyboard.key(ALT_GR, false);
        keyboard.key(CTRL, false);

        assertThat(own).isEmpty();
    }

    @Test
    void our_own_combination_hides_its_key_from_the_guest() {
        keyboard.key(CTRL, true);
        keyboard.key(ALT, true);
        keyboard.key(ENTER, true);
        keyboard.key(ENTER, true);
        keyboard.key(ENTER, false);
        keyboard.key(ALT, false);
        keyboard.key(CTRL, false);

        assertThat(own).containsExactly("enter");
        assertThat(guest).containsExactly("+ctrl", "+alt", "-alt", "-ctrl");
    }

    @Test
    void a_combination_is_pressed_in_order_and_let_go_in_reverse() {
        keyboard.type(KeyCombination.ctrlAltDelete().keys());

        assertThat(guest).containsExactly("+ctrl", "+alt", "+delete", "-delete", "-alt", "-ctrl");
    }

    @Test
    void there_are_twelve_virtual_terminals() {
        assertThat(KeyCombination.virtualTerminals())
                .hasSize(12)
                .last()
                .extracting(KeyCombination::label)
                .isEqualTo("Ctrl+Alt+F12");
    }

    private static String describe(Map<String, Object> event) {
        Map<?, ?> data = (Map<?, ?>) event.get("data");
        Map<?, ?> key = (Map<?, ?>) data.get("key");
        return (data.get("down").equals(true) ? "+" : "-") + key.get("data");
    }

    @Test
    void ctrl_shift_with_a_key_of_ours_does_not_reach_the_guest() {
        keyboard.key(29, true);
        keyboard.key(42, true);
        guest.clear();
        keyboard.key(46, true);
        keyboard.key(46, false);
        assertThat(guest).isEmpty();

        keyboard.key(47, true);
        assertThat(guest).hasSize(1);
    }

    @Test
    void what_is_held_when_a_text_is_typed_is_let_go_and_its_own_key_does_not_repeat() {
        keyboard.key(29, true);
        keyboard.key(42, true);
        keyboard.key(46, true);
        guest.clear();
        keyboard.releaseHeld();
        assertThat(guest).hasSize(2);

        keyboard.key(46, true);
        keyboard.key(46, false);
        keyboard.key(42, false);
        keyboard.key(29, false);
        assertThat(guest).hasSize(2);
    }
}
