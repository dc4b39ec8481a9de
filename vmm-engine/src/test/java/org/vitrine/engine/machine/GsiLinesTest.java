package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.InterruptPin;

class GsiLinesTest {
    private final List<String> calls = new ArrayList<>();
    private final GsiLines lines = new GsiLines((gsi, level) -> calls.add(gsi + (level ? " up" : " down")));

    @Test
    void a_shared_line_stays_up_until_its_last_pin_is_lowered() {
        InterruptPin one = lines.pin(16);
        InterruptPin two = lines.pin(16);

        one.raise();
        two.raise();
        one.lower();
        two.lower();

        assertThat(calls).containsExactly("16 up", "16 down");
    }

    @Test
    void setting_the_same_level_again_reaches_nobody() {
        InterruptPin pin = lines.pin(4);

        pin.raise();
        pin.raise();
        pin.lower();
        pin.lower();

        assertThat(calls).containsExactly("4 up", "4 down");
    }

    @Test
    void a_line_that_the_board_lacks_is_refused() {
        assertThatThrownBy(() -> lines.pin(24)).hasMessage("There is no interrupt line 24.");
    }
}
