package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.TestHost;

class LpcTest {
    private static final int LPC = 0x1f;
    private static final long RCBA = 0xfed1_c000L;

    private final ChipsetFixture host = new ChipsetFixture();
    private final TestHost routed = new TestHost();
    private final PirqRouter router = new PirqRouter(routed, Board.Q35);
    private final Lpc lpc = new Lpc(
            "ich9-lpc", routed, router, new PmBlock("ich9-pm", routed, router.sci(), () -> routed.note("power off")));

    @AfterEach
    void close() {
        host.close();
        routed.close();
    }

    @Test
    void it_is_the_isa_bridge_that_firmware_looks_for() {
        assertThat(host.config(LPC, 0, 4)).isEqualTo(0x2918_8086L);
        assertThat(host.config(LPC, 8, 4)).isEqualTo(0x0601_0002L);
        assertThat(host.config(LPC, 0x60, 4)).isEqualTo(0x8080_8080L);
    }

    @Test
    void pmbase_places_the_power_management_block_when_acpi_is_enabled() {
        host.config(LPC, 0x40, 4, 0x601);
        assertThat(host.in(0x608, 4)).isEqualTo(0xffff_ffffL);

        host.config(LPC, 0x44, 1, 0x80);
        assertThat(host.in(0x630, 4)).isEqualTo(0x20);

        host.config(LPC, 0x40, 4, 0xb001);
        assertThat(host.in(0x630, 4)).isEqualTo(0xffff_ffffL);
        assertThat(host.in(0xb030, 4)).isEqualTo(0x20);
        assertThat(host.config(LPC, 0x40, 4)).isEqualTo(0xb001);
    }

    @Test
    void a_block_over_other_ports_is_not_mapped() {
        host.config(LPC, 0x44, 1, 0x80);
        host.config(LPC, 0x40, 4, 0x0c81);
        host.out(0xcf8, 4, 0x8000_0000L);
        assertThat(host.in(0xcfc, 4)).isEqualTo(0x29c0_8086L);
    }

    @Test
    void rcba_places_the_chipset_configuration() {
        host.config(LPC, 0xf0, 4, RCBA | 1);

        assertThat(host.load(RCBA + 0x3140, 2)).isEqualTo(0x3210);
        assertThat(host.load(RCBA + 0x3142, 2)).isZero();
        assertThat(host.load(RCBA + 0x3150, 2)).isEqualTo(0x3210);
        assertThat(host.load(RCBA + 0x3410, 4)).isEqualTo(0x20);
        assertThat(host.load(RCBA, 4)).isZero();
        host.config(LPC, 0xf0, 4, RCBA);
        assertThat(host.load(RCBA + 0x3140, 2)).isEqualTo(0xffff);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,20", "1,0,21", "2,0,22", "3,0,23", "3,1,20", "24,0,20", "24,3,23", //
        "25,0,16", "28,2,18", "30,0,20", "30,3,23", "31,0,16", "31,3,19"
    })
    void an_interrupt_pin_ends_at_its_slots_pirq(int device, int pin, int gsi) {
        InterruptPin wire = router.input(device, pin);
        wire.raise();
        assertThat(routed.takeEvents()).containsExactly("gsi " + gsi + " up");
        wire.lower();
        assertThat(routed.takeEvents()).containsExactly("gsi " + gsi + " down");
    }

    @Test
    void pins_that_share_a_pirq_are_or_ed() {
        InterruptPin first = router.input(1, 0);
        InterruptPin second = router.input(1, 0);
        InterruptPin third = router.input(5, 0);
        first.raise();
        second.raise();
        third.raise();
        first.lower();
        third.lower();
        assertThat(routed.asserted(21)).isTrue();
        second.lower();
        assertThat(routed.asserted(21)).isFalse();
    }

    @Test
    void a_pirq_drives_the_legacy_line_of_its_register_as_well() {
        InterruptPin wire = router.input(0, 0);
        wire.raise();
        lpc.writeConfig(0x68, 1, 10);
        assertThat(routed.asserted(10)).isTrue();
        assertThat(routed.asserted(20)).isTrue();

        lpc.writeConfig(0x68, 1, 11);
        assertThat(routed.asserted(10)).isFalse();
        assertThat(routed.asserted(11)).isTrue();

        lpc.writeConfig(0x68, 1, 0x8b);
        assertThat(routed.asserted(11)).isFalse();
        assertThat(routed.asserted(20)).isTrue();
    }

    @Test
    void two_pirqs_can_share_a_legacy_line() {
        lpc.writeConfig(0x68, 4, 0x0b0b_0a0aL);
        InterruptPin first = router.input(0, 0);
        InterruptPin second = router.input(1, 0);
        first.raise();
        second.raise();
        first.lower();
        assertThat(routed.asserted(10)).isTrue();
        second.lower();
        assertThat(routed.asserted(10)).isFalse();
    }

    @Test
    void a_pirq_cannot_reach_the_timers_line() {
        lpc.writeConfig(0x68, 1, 0);
        router.input(0, 0).raise();
        assertThat(routed.takeEvents()).containsExactly("gsi 20 up");
    }

    @Test
    void a_route_of_the_chipsets_own_devices_can_be_changed() {
        InterruptPin wire = router.input(31, 1);
        wire.raise();
        lpc.writeConfig(0xf0, 4, RCBA | 1);
        routed.store(RCBA + 0x3140, 1, 0x70);

        assertThat(routed.asserted(17)).isFalse();
        assertThat(routed.asserted(23)).isTrue();
    }

    @Test
    void the_acpi_interrupt_goes_to_the_line_chosen() {
        router.sci().raise();
        assertThat(routed.asserted(9)).isTrue();
        lpc.writeConfig(0x44, 1, 0x84);
        assertThat(routed.asserted(9)).isFalse();
        assertThat(routed.asserted(20)).isTrue();
        lpc.writeConfig(0x44, 1, 0x87);
        assertThat(routed.asserted(20)).isFalse();
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(its -> {
                    PirqRouter wires = new PirqRouter(its, Board.Q35);
                    wires.input(0, 0).raise();
                    wires.input(28, 0).raise();
                    return new Lpc("ich9-lpc", its, wires, new PmBlock("ich9-pm", its, wires.sci(), () -> {}));
                })
                .mmio(RCBA + 0x3140, 0x12)
                .mmio(RCBA + 0x3400, 0x20)
                .ports(0x630, 8)
                .prepare((bridge, its) -> {
                    bridge.writeConfig(0x40, 4, 0x601);
                    bridge.writeConfig(0x44, 1, 0x80);
                    bridge.writeConfig(0x68, 4, 0x0b0b_0a0aL);
                    bridge.writeConfig(0xf0, 4, RCBA | 1);
                    its.store(RCBA + 0x3146, 2, 0x4567);
                })
                .stimulus((bridge, its, random) ->
                        bridge.writeConfig(random.nextInt(0x60, 0x6c), 1, random.nextInt(0x100)))
                .verify();
    }
}
