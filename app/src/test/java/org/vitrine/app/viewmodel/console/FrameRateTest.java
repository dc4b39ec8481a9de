package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameRateTest {
    private static final long SECOND = 1_000_000_000L;

    private final FrameRate rate = new FrameRate();

    @Test
    void the_first_look_knows_nothing() {
        assertThat(rate.look(500, 7)).isZero();
    }

    @Test
    void the_next_look_counts_what_was_drawn_since() {
        int unused = rate.look(10, 0);

        assertThat(rate.look(70, SECOND)).isEqualTo(60);
        assertThat(rate.look(85, SECOND + SECOND / 2)).isEqualTo(30);
        assertThat(rate.look(85, 3 * SECOND)).isZero();
    }

    @Test
    void no_time_at_all_is_no_rate() {
        int unused = rate.look(1, 5);

        assertThat(rate.look(9, 5)).isZero();
    }
}
