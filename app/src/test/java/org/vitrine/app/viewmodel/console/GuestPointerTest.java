package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GuestPointerTest {
    private final List<String> sent = new ArrayList<>();
    private CompletableFuture<Void> reply = new CompletableFuture<>();
    private final GuestPointer pointer = new GuestPointer(events -> {
        sent.add(
                String.join(" ", events.stream().map(GuestPointerTest::describe).toList()));
        reply = new CompletableFuture<>();
        return reply;
    });

    @Test
    void motion_is_sent_at_once() {
        pointer.move(3, -4);

        assertThat(sent).containsExactly("x3 y-4");
    }

    @Test
    void an_axis_that_did_not_move_is_left_out() {
        pointer.move(0, 7);

        assertThat(sent).containsExactly("y7");
    }

    @Test
    void motion_adds_up_while_a_message_is_on_its_way() {
        pointer.move(1, 0);
        pointer.move(2, 2);
        pointer.move(3, -2);
        assertThat(sent).hasSize(1);

        reply.complete(null);

        assertThat(sent).containsExactly("x1", "x5");
    }

    @Test
    void buttons_keep_their_place_between_motions() {
        pointer.move(1, 0);
        pointer.move(2, 0);
        pointer.button("left", true);
        pointer.move(3, 0);
        pointer.button("left", false);
        reply.complete(null);

        assertThat(sent).containsExactly("x1", "x2 +left x3 -left");
    }

    @Test
    void a_message_that_failed_does_not_stop_the_next() {
        pointer.move(1, 0);
        pointer.move(1, 1);
        reply.completeExceptionally(new IllegalStateException("gone"));

        assertThat(sent).hasSize(2);
    }

    @Test
    void held_buttons_are_let_go_when_the_focus_goes() {
        pointer.button("right", true);
        reply.complete(null);
        pointer.releaseAll();
        reply.complete(null);
        pointer.button("right", false);

        assertThat(sent).containsExactly("+right", "-right");
    }

    @Test
    void clicks_that_nobody_takes_do_not_pile_up() {
        pointer.move(1, 0);
        for (int i = 0; i < 10_000; i++) {
            pointer.button("left", true);
            pointer.button("left", false);
        }
        reply.complete(null);

        assertThat(sent.getLast().split(" ").length).isLessThan(1024);
    }

    private static String describe(Map<String, Object> event) {
        Map<?, ?> data = (Map<?, ?>) event.get("data");
        return event.get("type").equals("rel")
                ? data.get("axis").toString() + data.get("value")
                : (data.get("down").equals(true) ? "+" : "-") + data.get("button");
    }
}
