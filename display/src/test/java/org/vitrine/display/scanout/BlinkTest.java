package org.vitrine.display.scanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlinkTest {
    @Test
    void the_cursor_blinks_twice_as_fast_as_text() {
        long half = Blink.CURSOR_NANOS;

        assertThat(Blink.at(0)).isEqualTo(new Blink(true, Blink.Text.SHOWN));
        assertThat(Blink.at(half)).isEqualTo(new Blink(false, Blink.Text.SHOWN));
        assertThat(Blink.at(2 * half)).isEqualTo(new Blink(true, Blink.Text.HIDDEN));
        assertThat(Blink.at(3 * half)).isEqualTo(new Blink(false, Blink.Text.HIDDEN));
        assertThat(Blink.at(4 * half)).isSameAs(Blink.at(0));
    }

    @Test
    void the_next_phase_is_never_longer_away_than_one_phase() {
        assertThat(Blink.untilNext(0)).isEqualTo(Blink.CURSOR_NANOS);
        assertThat(Blink.untilNext(Blink.CURSOR_NANOS - 1)).isEqualTo(1);
    }
}
