package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InterruptPin;
import org.vitrine.engine.device.TestHost;

class HpetTest {
    private static final long BASE = 0xfed0_0000L;
    private static final int CONFIGURATION = 0x10;
    private static final int STATUS = 0x20;
    private static final int COUNTER = 0xf0;
    private static final int ROUTE_20 = 20 << 9;

    private final TestHost host = new TestHost();
    private final Hpet hpet = make(host);

    @AfterEach
    void close() {
        host.close();
    }

    private static Hpet make(TestHost host) {
        return new Hpet("hpet", host, BASE, on -> host.note("legacy " + on));
    }

    private long read(int offset) {
        return host.load(BASE + offset, 8);
    }

    private void write(int offset, long value) {
        host.store(BASE + offset, 8, value);
    }

    private static int configuration(int timer) {
        return 0x100 + 0x20 * timer;
    }

    private static int comparator(int timer) {
        return 0x108 + 0x20 * timer;
    }

    @Test
    void says_what_it_is() {
        assertThat(read(0)).isEqualTo(0x0098_9680_8086_a201L);
        assertThat(read(configuration(0))).isEqualTo(0x00f0_0000_0000_0030L);
        assertThat(read(configuration(2))).isEqualTo(0x00f0_0800_0000_0030L);
        assertThat(read(comparator(1))).isEqualTo(-1);
        assertThat(read(0x160)).isZero();
        assertThat(read(0x3f8)).isZero();
    }

    @Test
    void counts_ten_nanoseconds_only_while_enabled() {
        host.clock().advance(1000);
        assertThat(read(COUNTER)).isZero();
        write(CONFIGURATION, 1);
        host.clock().advance(1000);
        assertThat(read(COUNTER)).isEqualTo(100);
        assertThat(host.load(BASE + COUNTER, 4)).isEqualTo(100);
        write(CONFIGURATION, 0);
        host.clock().advance(1000);
        assertThat(read(COUNTER)).isEqualTo(100);
        host.store(BASE + COUNTER + 4, 4, 7);
        assertThat(read(COUNTER)).isEqualTo(7L << 32 | 100);
    }

    @Test
    void a_single_shot_interrupts_once() {
        write(configuration(0), HpetTimer.ENABLE | ROUTE_20);
        write(comparator(0), 100);
        write(CONFIGURATION, 1);
        host.clock().advance(999);
        assertThat(host.takeEvents()).isEmpty();
        host.clock().advance(1);
        assertThat(host.takeEvents()).containsExactly("gsi 20 up", "gsi 20 down");
        host.clock().advance(100_000_000_000L);
        assertThat(host.takeEvents()).isEmpty();
        assertThat(read(STATUS)).isZero();
    }

    @Test
    void a_32_bit_comparator_matches_again_when_the_counter_wraps() {
        write(configuration(0), HpetTimer.ENABLE | HpetTimer.MODE_32_BITS | ROUTE_20);
        write(comparator(0), 0xff_0000_0064L);
        assertThat(read(comparator(0))).isEqualTo(100);
        write(COUNTER, 200);
        write(CONFIGURATION, 1);
        host.clock().advance(((1L << 32) - 101) * 10);
        assertThat(host.takeEvents()).isEmpty();
        host.clock().advance(10);
        assertThat(host.edges(20)).isEqualTo(1);
    }

    @Test
    void a_comparator_behind_a_64_bit_counter_stays_silent() {
        write(configuration(0), HpetTimer.ENABLE | ROUTE_20);
        write(COUNTER, 200);
        write(comparator(0), 100);
        write(CONFIGURATION, 1);
        host.clock().advance(100_000_000_000L);

        assertThat(host.takeEvents()).isEmpty();
    }

    @Test
    void a_periodic_timer_takes_its_first_match_and_its_period() {
        write(CONFIGURATION, 1);
        write(configuration(1), HpetTimer.ENABLE | HpetTimer.PERIODIC | HpetTimer.SET_VALUE | ROUTE_20);
        write(comparator(1), 50_000);
        assertThat(read(configuration(1)) & HpetTimer.SET_VALUE).isZero();
        write(comparator(1), 100_000);
        host.clock().advance(499_990);
        assertThat(host.edges(20)).isZero();
        host.clock().advance(10);
        assertThat(host.edges(20)).isEqualTo(1);
        host.clock().advance(10_000_000);
        assertThat(host.edges(20)).isEqualTo(11);
        assertThat(read(comparator(1))).isEqualTo(50_000 + 11 * 100_000);
    }

    @Test
    void a_tiny_period_does_not_spin() {
        write(CONFIGURATION, 1);
        write(configuration(0), HpetTimer.ENABLE | HpetTimer.PERIODIC | HpetTimer.SET_VALUE | ROUTE_20);
        write(comparator(0), 1);
        host.clock().advance(100_000_000);

        assertThat(host.edges(20)).isBetween(900, 1001);
    }

    @Test
    void a_level_interrupt_stays_until_acknowledged() {
        write(CONFIGURATION, 1);
        write(
                configuration(2),
                HpetTimer.ENABLE | HpetTimer.LEVEL | HpetTimer.PERIODIC | HpetTimer.SET_VALUE | 11 << 9);
        write(comparator(2), 100_000);
        host.clock().advance(5_000_000);
        assertThat(host.takeEvents()).containsExactly("gsi 11 up");
        assertThat(read(STATUS)).isEqualTo(4);
        write(STATUS, 4);
        assertThat(host.takeEvents()).containsExactly("gsi 11 down");
        host.clock().advance(1_000_000);
        assertThat(host.takeEvents()).containsExactly("gsi 11 up");
    }

    @Test
    void a_level_interrupt_that_is_not_enabled_only_shows() {
        write(CONFIGURATION, 1);
        write(configuration(0), HpetTimer.LEVEL | ROUTE_20);
        write(comparator(0), 100);
        host.clock().advance(2000);
        assertThat(host.takeEvents()).isEmpty();
        assertThat(read(STATUS)).isEqualTo(1);
        write(configuration(0), HpetTimer.LEVEL | HpetTimer.ENABLE | ROUTE_20);
        assertThat(host.asserted(20)).isTrue();
        write(configuration(0), HpetTimer.LEVEL | HpetTimer.ENABLE | 21 << 9);
        assertThat(host.asserted(20)).isFalse();
        assertThat(host.asserted(21)).isTrue();
    }

    @Test
    void a_route_that_is_not_there_reads_back_as_it_was() {
        write(configuration(0), ROUTE_20);
        write(configuration(0), 11 << 9);

        assertThat(read(configuration(0)) & HpetTimer.ROUTE).isEqualTo(ROUTE_20);
    }

    @Test
    void legacy_replacement_takes_the_lines_of_pit_and_clock() {
        write(configuration(0), HpetTimer.ENABLE | ROUTE_20);
        write(configuration(1), HpetTimer.ENABLE | ROUTE_20);
        write(comparator(0), 100);
        write(comparator(1), 200);
        write(CONFIGURATION, 3);
        assertThat(host.takeEvents()).containsExactly("legacy true");
        host.clock().advance(3000);
        assertThat(host.takeEvents()).containsExactly("gsi 0 up", "gsi 0 down", "gsi 8 up", "gsi 8 down");
        write(CONFIGURATION, 1);
        assertThat(host.takeEvents()).containsExactly("legacy false");
    }

    @Test
    void a_closed_gate_holds_a_pin_back_and_shows_it_when_it_opens() {
        GatedPin pin = new GatedPin(host.gsi(8));
        pin.raise();
        pin.setOpen(false);
        assertThat(host.asserted(8)).isFalse();
        pin.pulse();
        pin.raise();
        assertThat(host.takeEvents()).containsExactly("gsi 8 up", "gsi 8 down");
        pin.setOpen(true);
        assertThat(host.asserted(8)).isTrue();
        InterruptPin other = pin;
        other.lower();
        assertThat(host.asserted(8)).isFalse();
    }

    @Test
    void round_trip() {
        DeviceRoundTrip.of(HpetTest::make)
                .mmio(BASE, Hpet.SIZE)
                .mmio(BASE + CONFIGURATION, 8)
                .mmio(BASE + STATUS, 8)
                .mmio(BASE + COUNTER, 8)
                .mmio(BASE + 0x100, 0x60)
                .mmio(BASE + 0x100, 0x60)
                .stimulus((device, it, random) -> it.store(BASE + CONFIGURATION, 4, 1))
                .stimulus((device, it, random) -> {
                    int timer = random.nextInt(3);
                    it.store(BASE + configuration(timer), 4, random.nextInt(0x200) | (20 + random.nextInt(4)) << 9);
                    it.store(BASE + comparator(timer), 4, it.load(BASE + COUNTER, 4) + random.nextInt(100_000));
                })
                .prepare((device, it) -> {
                    it.clock().advance(1_000_000);
                    it.store(BASE + COUNTER, 8, 5);
                    it.store(BASE + CONFIGURATION, 8, 3);
                    for (int timer = 0; timer < 3; timer++) {
                        it.store(
                                BASE + configuration(timer),
                                8,
                                HpetTimer.ENABLE | HpetTimer.PERIODIC | HpetTimer.SET_VALUE | (21 + timer) << 9);
                        it.store(BASE + comparator(timer), 8, 70_000 + timer * 1000);
                    }
                    it.clock().advance(1_500_000);
                })
                .prepare((device, it) -> {
                    it.store(BASE + CONFIGURATION, 8, 1);
                    for (int timer = 0; timer < 3; timer++) {
                        it.store(
                                BASE + configuration(timer),
                                8,
                                HpetTimer.ENABLE | HpetTimer.LEVEL | HpetTimer.MODE_32_BITS | ROUTE_20);
                        it.store(BASE + comparator(timer), 8, 70_000 + timer * 1000);
                    }
                    it.clock().advance(1_500_000);
                })
                .verify();
    }
}
