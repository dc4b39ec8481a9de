package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

class PmBlockTest {
    private static final int BASE = 0x600;
    private static final int STATUS = BASE;
    private static final int ENABLE = BASE + 2;
    private static final int CONTROL = BASE + 4;
    private static final int TIMER = BASE + 8;
    private static final int GENERAL_STATUS = BASE + 0x20;
    private static final int GENERAL_ENABLE = BASE + 0x28;
    private static final int SMI_ENABLE = BASE + 0x30;
    private static final int SCI = 9;
    private static final int POWER_BUTTON = 0x100;
    /** Half the timer's period: 2^23 ticks, rounded up. */
    private static final long HALF_PERIOD = 2_343_484_438L;

    private final TestHost host = new TestHost();
    private final PmBlock block = blockOf(host);

    private static PmBlock blockOf(TestHost host) {
        PmBlock block = new PmBlock("ich9-pm", host, host.gsi(SCI), () -> host.note("power off"));
        host.ports().map(BASE, PmRegister.LENGTH, block.block());
        return block;
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void the_apm_port_hands_over_to_acpi_and_back() {
        host.out(0xb2, 2);
        assertThat(host.in(CONTROL, 2)).isEqualTo(1);
        host.out(0xb3, 0x5a);
        host.out(0xb2, 3);
        assertThat(host.in(CONTROL, 2)).isZero();
        assertThat(host.in(0xb2, 2)).isEqualTo(0x5a03);
    }

    @Test
    void the_power_button_interrupts_until_its_status_is_cleared() {
        host.out(0xb2, 2);
        host.out(ENABLE, 2, POWER_BUTTON);

        assertThat(block.pressPowerButton()).isTrue();
        assertThat(host.asserted(SCI)).isTrue();
        assertThat(host.in(STATUS, 2)).isEqualTo(POWER_BUTTON);

        host.out(STATUS + 1, 1, 1);
        assertThat(host.in(STATUS, 2)).isZero();
        assertThat(host.asserted(SCI)).isFalse();
    }

    @Test
    void a_power_button_that_nobody_listens_to_waits() {
        assertThat(block.pressPowerButton()).isFalse();
        assertThat(host.asserted(SCI)).isFalse();

        host.out(ENABLE, 2, POWER_BUTTON);
        host.out(0xb2, 2);
        assertThat(host.asserted(SCI)).isTrue();
    }

    @Test
    void soft_off_turns_the_machine_off() {
        host.out(CONTROL, 2, 0x1401);
        host.out(CONTROL, 2, 0x2401);
        assertThat(host.takeEvents()).isEmpty();

        host.out(CONTROL, 2, 0x2000);
        assertThat(host.takeEvents()).containsExactly("power off");
        assertThat(host.in(CONTROL, 2)).isZero();

        host.out(CONTROL + 1, 1, 0x3c);
        assertThat(host.takeEvents()).containsExactly("power off");
    }

    @Test
    void the_timer_counts_24_bits_at_its_frequency() {
        host.clock().advance(1_000_000_000L);
        assertThat(host.in(TIMER, 4)).isEqualTo(3_579_545);
        host.clock().advance(1_000_000L);
        assertThat(host.in(TIMER, 4)).isEqualTo(3_579_545 + 3579);
        host.clock().advance(2 * HALF_PERIOD);
        assertThat(host.in(TIMER, 4)).isLessThan(1 << 24);
    }

    @Test
    void the_timer_interrupts_when_its_upper_bit_changes() {
        host.out(0xb2, 2);
        host.out(ENABLE, 2, 1);
        host.clock().advance(HALF_PERIOD - 1000);
        assertThat(host.asserted(SCI)).isFalse();
        host.clock().advance(1000);
        assertThat(host.in(TIMER, 4)).isEqualTo(1 << 23);
        assertThat(host.asserted(SCI)).isTrue();

        host.out(STATUS, 2, 1);
        assertThat(host.asserted(SCI)).isFalse();
        host.clock().advance(HALF_PERIOD);
        assertThat(host.asserted(SCI)).isTrue();
    }

    @Test
    void the_timers_status_is_set_without_anyone_listening() {
        host.clock().advance(HALF_PERIOD);
        assertThat(host.in(STATUS, 2)).isEqualTo(1);
        host.out(STATUS, 2, 1);
        assertThat(host.in(STATUS, 2)).isZero();
    }

    @Test
    void general_events_interrupt_while_enabled() {
        host.out(0xb2, 2);
        block.raiseGeneral(33);
        assertThat(host.asserted(SCI)).isFalse();
        host.out(GENERAL_ENABLE + 4, 1, 2);
        assertThat(host.asserted(SCI)).isTrue();
        assertThat(host.in(GENERAL_STATUS + 4, 4)).isEqualTo(2);
        host.out(GENERAL_STATUS + 4, 1, 2);
        assertThat(host.asserted(SCI)).isFalse();
    }

    @Test
    void firmware_finds_its_smi_handler_installed() {
        assertThat(host.in(SMI_ENABLE, 4)).isEqualTo(0x20);
        host.out(SMI_ENABLE, 4, 0);
        assertThat(host.in(SMI_ENABLE, 4)).isEqualTo(0x20);
    }

    @Test
    void the_watchdogs_registers_read_as_zero() {
        host.out(BASE + 0x60, 4, 0xffff_ffffL);
        assertThat(host.in(BASE + 0x60, 4)).isZero();
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(PmBlockTest::blockOf)
                .ports(BASE, PmRegister.LENGTH)
                .ports(BASE, 12)
                .ports(0xb2, 2)
                .longestWait(400_000_000L)
                .prepare((pm, its) -> {
                    its.clock().advance(3 * HALF_PERIOD);
                    its.out(0xb2, 2);
                    its.out(0xb3, 7);
                    its.in(STATUS, 2);
                    its.out(ENABLE, 2, 0x101);
                    pm.raiseGeneral(3);
                    its.out(GENERAL_ENABLE, 4, 0x10);
                    its.out(SMI_ENABLE, 4, 0x21);
                })
                .stimulus((pm, its, random) -> pm.raise(PmEvent.values()[random.nextInt(6)]))
                .stimulus((pm, its, random) -> pm.raiseGeneral(random.nextInt(64)))
                .verify();
    }
}
