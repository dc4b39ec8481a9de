package org.vitrine.display.scanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    @Test
    void it_slows_down_while_nothing_moves_but_not_without_bound() {
        for (int i = 0; i < 30; i++) {
            pace.note(false);
        }
        assertThat(pace.pauseNanos()).isEqualTo(Pace.FASTEST_NANOS);
        for (int i = 0; i < 100; i++) {
            pace.note(false);
        }
        assertThat(pace.pauseNanos()).isEqualTo(Pace.SLOWEST_NANOS);
    }

    @Test
    void it_is_at_full_speed_again_with_the_first_movement() {
        for (int i = 0; i < 100; i++) {
            pace.note(false);
        }
        pace.note(true);

        assertThat(pace.pauseNanos()).isEqualTo(Pace.FASTEST_NANOS);
    }
}
