package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

class ResetControlTest {
    private static ResetControl controlOf(TestHost host) {
        ResetControl control = new ResetControl("reset-control", () -> host.note("reset"));
        host.ports().map(0xcf9, 1, control);
        return control;
    }

    @Test
    void it_resets_when_told_and_remembers_how() {
        try (TestHost host = new TestHost()) {
            controlOf(host);
            host.out(0xcf9, 0x02);
            assertThat(host.takeEvents()).isEmpty();
            assertThat(host.in(0xcf9)).isEqualTo(0x02);
            host.out(0xcf9, 0x0f);
            assertThat(host.takeEvents()).containsExactly("reset");
            assertThat(host.in(0xcf9)).isEqualTo(0x0a);
        }
    }

    @Test
    void the_chipset_answers_at_its_port() {
        try (ChipsetFixture host = new ChipsetFixture()) {
            host.out(0xcf9, 0x06);
            assertThat(host.takeEvents()).containsExactly("reset");
        }
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(ResetControlTest::controlOf)
                .ports(0xcf9, 1)
                .prepare((control, host) -> host.out(0xcf9, 0x08))
                .verify();
    }
}
