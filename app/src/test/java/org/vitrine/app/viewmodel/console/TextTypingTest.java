package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.vitrine.app.input.CharacterKeys;

class TextTypingTest {
    private final List<String> guest = new ArrayList<>();
    private int pauses;

    private TextTyping typing(String layout) {
        return new TextTyping(CharacterKeys.of(layout).orElseThrow(), this::take, () -> pauses++);
    }

    private CompletableFuture<?> take(List<Map<String, Object>> events) {
        StringBuilder words = new StringBuilder();
        for (Map<String, Object> event : events) {
            Map<?, ?> data = (Map<?, ?>) event.get("data");
            Object key = ((Map<?, ?>) data.get("key")).get("data");
            words.append(Boolean.TRUE.equals(data.get("down")) ? "+" : "-")
                    .append(key)
                    .append(' ');
        }
        guest.add(words.toString().strip());
        return CompletableFuture.completedFuture(null);
    }

    @Test
    void each_character_is_pressed_and_let_go_with_what_it_needs() throws Exception {
        assertThat(typing("us").type("aB\n", done -> {})).isZero();

        assertThat(guest).containsExactly("+a -a", "+shift +b -b -shift", "+ret -ret");
        assertThat(pauses).isEqualTo(3);
    }

    @Test
    void keys_are_those_of_the_guests_layout() throws Exception {
        typing("de").type("z@^", done -> {});

        assertThat(guest).containsExactly("+y -y", "+alt_r +q -q -alt_r", "+grave_accent -grave_accent", "+spc -spc");
    }

    @Test
    void line_ends_of_all_kinds_are_one_key() throws Exception {
        typing("us").type("\r\n\r\n\r", done -> {});

        assertThat(guest).containsExactly("+ret -ret", "+ret -ret", "+ret -ret");
    }

    @Test
    void what_has_no_key_is_counted_and_left_out() throws Exception {
        assertThat(typing("us").type("aß😀b", done -> {})).isEqualTo(2);

        assertThat(guest).containsExactly("+a -a", "+b -b");
    }

    @Test
    void it_can_be_stopped_between_two_keys() throws Exception {
        TextTyping typing = typing("us");
        typing.type("abc", done -> {
            if (done == 2) {
                typing.cancel();
            }
        });

        assertThat(guest).containsExactly("+a -a", "+b -b");
    }

    @Test
    void a_guest_that_is_gone_ends_it() {
        TextTyping typing = new TextTyping(
                CharacterKeys.of("us").orElseThrow(),
                events -> CompletableFuture.failedFuture(new IOException("gone")),
                () -> {});

        assertThatThrownBy(() -> typing.type("abc", done -> {})).isInstanceOf(ExecutionException.class);
    }
}
