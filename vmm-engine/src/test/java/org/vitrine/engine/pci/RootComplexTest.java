package org.vitrine.engine.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.TestHost;

class RootComplexTest {
    private static final long ECAM = 0xb000_0000L;

    private final TestHost host = new TestHost();
    private final RootComplex root = rootOf(host);
    private final SampleFunction function = new SampleFunction("a", host);
    private final SampleFunction other = new SampleFunction("b", host);

    @AfterEach
    void close() {
        function.close();
        other.close();
        host.close();
    }

    static RootComplex rootOf(TestHost host) {
        return new RootComplex("pci-host", host, (device, pin) -> wire(host, device, pin), resetOf(host));
    }

    private static InterruptPin wire(TestHost host, int device, int pin) {
        return host.gsi(100 + 4 * device + pin);
    }

    private static RegisterBlock resetOf(TestHost host) {
        return new RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                return 0x5a;
            }

            @Override
            public void write(long offset, int size, long value) {
                host.note("cf9=%#x".formatted(value));
            }
        };
    }

    private static long address(int bus, int device, int function, int offset) {
        return 0x8000_0000L | bus << 16 | device << 11 | function << 8 | offset;
    }

    @Test
    void ports_reach_a_function_by_its_slot() {
        root.plug(3, 1, function);

        host.out(0xcf8, 4, address(0, 3, 1, 0));
        assertThat(host.in(0xcfc, 4)).isEqualTo(0x5678_1234L);
        assertThat(host.in(0xcfe, 2)).isEqualTo(0x5678L);
        assertThat(host.in(0xcfd, 1)).isEqualTo(0x12L);
        assertThat(host.in(0xcf8, 4)).isEqualTo(address(0, 3, 1, 0));

        host.out(0xcf8, 4, address(0, 3, 1, 0x3c));
        host.out(0xcfc, 1, 0x0b);
        assertThat(function.readConfig(0x3c, 1)).isEqualTo(0x0b);
    }

    @Test
    void absent_functions_read_as_ones() {
        root.plug(3, 0, function);

        host.out(0xcf8, 4, address(0, 3, 1, 0));
        assertThat(host.in(0xcfc, 4)).isEqualTo(0xffff_ffffL);
        assertThat(host.in(0xcfc, 2)).isEqualTo(0xffffL);
        host.out(0xcf8, 4, address(1, 3, 0, 0));
        assertThat(host.in(0xcfc, 1)).isEqualTo(0xffL);
    }

    @Test
    void nothing_answers_unless_the_address_is_enabled() {
        root.plug(0, 0, function);
        host.out(0xcf8, 4, 0);

        assertThat(host.in(0xcfc, 4)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void a_byte_at_cf9_is_the_reset_control_and_leaves_the_address_alone() {
        host.out(0xcf8, 4, 0x8000_1234L);
        host.out(0xcf9, 0x06);
        host.out(0xcfb, 0x01);

        assertThat(host.takeEvents()).containsExactly("cf9=0x6");
        assertThat(host.in(0xcf9)).isEqualTo(0x5a);
        assertThat(host.in(0xcf8, 4)).isEqualTo(0x8000_1234L);
    }

    @Test
    void the_memory_window_follows_the_host_bridge() {
        root.plug(2, 0, function);
        assertThat(host.load(ECAM + 0x1_0000, 4)).isEqualTo(0xffff_ffffL);

        root.followExtendedConfig(() -> new RegisterWindow.Range(ECAM, 256 << 20));
        assertThat(host.load(ECAM + 0x1_0000, 4)).isEqualTo(0x5678_1234L);
        assertThat(host.load(ECAM + 0x1_0000, 8)).isEqualTo(0x0010_0000_5678_1234L);
        assertThat(host.load(ECAM + 0x1_0100, 4)).isEqualTo(0xffff_ffffL);
        assertThat(host.load(ECAM + 0x1_1000, 2)).isEqualTo(0xffffL);

        root.followExtendedConfig(() -> new RegisterWindow.Range(0xe000_0000L, 64 << 20));
        assertThat(host.mmio().isFree(ECAM, 256 << 20)).isTrue();
        host.store(0xe000_0000L + 0x1_003c, 1, 7);
        assertThat(function.readConfig(0x3c, 1)).isEqualTo(7);
    }

    @Test
    void several_functions_say_so() {
        root.plug(4, 0, function);
        assertThat(function.readConfig(0x0e, 1)).isZero();

        root.plug(4, 2, other);
        assertThat(function.readConfig(0x0e, 1)).isEqualTo(0x80);
        assertThat(other.slot()).hasToString("04.2");
    }

    @Test
    void a_taken_or_absent_slot_is_refused() {
        root.plug(4, 0, function);

        assertThatThrownBy(() -> root.plug(4, 0, other)).hasMessage("Slot 04.0 is taken.");
        assertThatThrownBy(() -> root.plug(5, 0, function)).hasMessageContaining("already");
        assertThatThrownBy(() -> root.plug(32, 0, other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_interrupt_pin_ends_where_the_board_wires_it() {
        root.plug(4, 0, function);
        function.pin.raise();
        assertThat(host.asserted(116)).isTrue();

        function.writeConfig(0x04, 2, 0x400);
        assertThat(host.asserted(116)).isFalse();
        function.writeConfig(0x04, 2, 0);
        assertThat(host.asserted(116)).isTrue();
        function.reset();
        assertThat(host.asserted(116)).isFalse();
    }

    @Test
    void a_blocked_bar_is_mapped_when_another_function_makes_way() {
        root.plug(1, 0, function);
        root.plug(2, 0, other);
        function.scratch = 0x11;
        other.scratch = 0x22;
        function.writeConfig(0x10, 4, 0xe000_0000L);
        other.writeConfig(0x10, 4, 0xe000_0000L);
        function.writeConfig(0x04, 2, 2);
        other.writeConfig(0x04, 2, 2);
        assertThat(host.load(0xe000_0000L, 1)).isEqualTo(0x11);

        function.writeConfig(0x10, 4, 0xe100_0000L);

        assertThat(host.load(0xe000_0000L, 1)).isEqualTo(0x22);
        assertThat(host.load(0xe100_0000L, 1)).isEqualTo(0x11);
    }

    @Test
    void a_guest_that_writes_at_random_breaks_nothing() {
        root.plug(1, 0, function);
        PcieRootPort port = new PcieRootPort("port", host, 1, device -> {});
        root.plug(2, 0, port);
        port.plug(0, other);
        root.followExtendedConfig(() -> new RegisterWindow.Range(ECAM, 256 << 20));
        SplittableRandom random = new SplittableRandom(2);
        int[] devices = {0x0_8000, 0x1_0000, 0x10_0000};
        for (int i = 0; i < 100_000; i++) {
            int size = 1 << random.nextInt(4);
            long address = ECAM + devices[random.nextInt(3)] + random.nextInt(0x100 - size);
            long value = random.nextInt(4) == 0 ? random.nextInt(0x100) : random.nextLong();
            if (random.nextBoolean()) {
                host.store(address, size, value);
            } else {
                host.load(address, size);
            }
            if (i % 1000 == 0) {
                port.writeConfig(0x18, 4, 0x0001_0100);
            }
            if (port.secondaryBus().at(0, 0) == null) {
                port.hotPlug(other);
            }
        }
        List.of(function, other, port).forEach(PciFunction::reset);
        assertThat(host.memory().isFree(TestHost.DEFAULT_RAM, 1L << 52)).isTrue();
        assertThat(host.mmio().isFree(0, ECAM)).isTrue();
        assertThat(host.ports().isFree(0xd00, 0xf300)).isTrue();
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(RootComplexTest::rootOf)
                .ports(0xcf8, 8)
                .prepare((complex, its) -> its.out(0xcf8, 4, 0x8001_2340L))
                .verify();
    }
}
