package org.vitrine.engine.chipset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.SavedState;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.TestHost;

class RtcTest {
    private static final long SECOND = 1_000_000_000L;
    /** A Sunday, half an hour and a bit past eleven at night, just before a leap day. */
    private static final Instant START = Instant.parse("2032-02-28T23:31:45.25Z");

    private final TestHost host = new TestHost();
    private final Rtc rtc = make(host);

    @AfterEach
    void close() {
        host.close();
    }

    private static Rtc make(TestHost host) {
        return make(host, START);
    }

    private static Rtc make(TestHost host, Instant now) {
        return new Rtc("rtc", host, host.gsi(Rtc.GSI), InstantSource.fixed(now));
    }

    private static int read(TestHost host, int index) {
        host.out(0x70, index);
        return host.in(0x71);
    }

    private int read(int index) {
        return read(host, index);
    }

    private static void write(TestHost host, int index, int value) {
        host.out(0x70, index);
        host.out(0x71, value);
    }

    private void write(int index, int value) {
        write(host, index, value);
    }

    private String shown() {
        return "%02x%02x-%02x-%02x %02x:%02x:%02x day %x"
                .formatted(read(0x32), read(9), read(8), read(7), read(4), read(2), read(0), read(6));
    }

    @Test
    void shows_the_time_in_bcd() {
        assertThat(shown()).isEqualTo("2032-02-28 23:31:45 day 7");
        host.clock().advance(28 * 60 * SECOND + 14 * SECOND + SECOND / 2);
        assertThat(shown()).isEqualTo("2032-02-28 23:59:59 day 7");
        host.clock().advance(SECOND / 4 + 1);
        assertThat(shown()).isEqualTo("2032-02-29 00:00:00 day 1");
    }

    @ParameterizedTest
    @CsvSource({
        "0x02, 0x23",
        "0x00, 0x91",
        "0x06, 23",
        "0x04, 0x8b",
    })
    void shows_hours_in_each_format(String b, String hours) {
        write(0x0b, Integer.decode(b));

        assertThat(read(4)).isEqualTo(hours.equals("0x91") ? 0x91 : Integer.decode(hours));
    }

    @ParameterizedTest
    @CsvSource({"00, 0x12", "01, 0x01", "11, 0x11", "12, 0x92", "13, 0x81", "23, 0x91"})
    void counts_twelve_hours_as_people_do(String hour, String register) {
        try (TestHost other = new TestHost()) {
            make(other, Instant.parse("2024-01-01T" + hour + ":00:00Z"));
            write(other, 0x0b, 0);

            assertThat(read(other, 4)).isEqualTo(Integer.decode(register));
        }
    }

    /** A clock of the host that a test sets. */
    private static final class HostTime implements InstantSource {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void goes_on_by_the_hosts_time_after_a_pause() {
        try (TestHost other = new TestHost()) {
            HostTime time = new HostTime();
            Rtc clock = new Rtc("rtc", other, other.gsi(Rtc.GSI), time);
            clock.resume();
            write(other, 4, 0x12);
            other.clock().advance(10 * SECOND);
            time.now = START.plusSeconds(10);
            clock.awaitPaused();
            time.now = START.plusSeconds(10 + 3 * 86_400).plusMillis(800);
            clock.resume();

            assertThat(read(other, 7)).isEqualTo(0x02);
            assertThat(read(other, 8)).isEqualTo(0x03);
            // The guest's own hour, and the fractions of seconds of both.
            assertThat(read(other, 4)).isEqualTo(0x12);
            assertThat(read(other, 0)).isEqualTo(0x56);
        }
    }

    @Test
    void goes_on_by_the_hosts_time_after_a_return_to_a_snapshot() throws StateException {
        try (TestHost before = new TestHost();
                TestHost after = new TestHost()) {
            HostTime time = new HostTime();
            Rtc taken = new Rtc("rtc", before, before.gsi(Rtc.GSI), time);
            taken.awaitPaused();
            SavedState state = SavedState.of(taken);
            time.now = START.plusSeconds(3600);
            Rtc returned = new Rtc("rtc", after, after.gsi(Rtc.GSI), InstantSource.fixed(START.plusSeconds(3600)));
            returned.awaitPaused();
            state.loadInto(returned);
            returned.resume();

            assertThat(read(after, 4)).isEqualTo(0x00);
            assertThat(read(after, 2)).isEqualTo(0x31);
            assertThat(read(after, 7)).isEqualTo(0x29);
        }
    }

    @Test
    void an_alarm_that_passed_during_a_pause_rings_after_it() {
        try (TestHost other = new TestHost()) {
            HostTime time = new HostTime();
            Rtc clock = new Rtc("rtc", other, other.gsi(Rtc.GSI), time);
            write(other, 5, 0x23);
            write(other, 3, 0x45);
            write(other, 1, 0x00);
            write(other, 0x0b, 0x22);
            clock.awaitPaused();
            time.now = START.plusSeconds(7200);
            assertThat(other.asserted(Rtc.GSI)).isFalse();
            clock.resume();

            assertThat(other.asserted(Rtc.GSI)).isTrue();
            assertThat(read(other, 0x0c) & 0x20).isEqualTo(0x20);
        }
    }

    @Test
    void neither_a_host_whose_clock_was_set_back_nor_a_calendar_that_stands_still_moves_after_a_pause() {
        try (TestHost other = new TestHost()) {
            HostTime time = new HostTime();
            Rtc clock = new Rtc("rtc", other, other.gsi(Rtc.GSI), time);
            clock.awaitPaused();
            time.now = START.minusSeconds(7200);
            clock.resume();
            assertThat(read(other, 4)).isEqualTo(0x23);

            write(other, 0x0b, 0x82);
            clock.awaitPaused();
            time.now = START.plusSeconds(7200);
            clock.resume();
            assertThat(read(other, 4)).isEqualTo(0x23);
        }
    }

    @Test
    void keeps_the_time_that_a_guest_sets() {
        write(0x0b, 0x82);
        int[][] values = {{0, 0x58}, {2, 0x59}, {4, 0x23}, {6, 3}, {7, 0x31}, {8, 0x12}, {9, 0x99}, {0x32, 0x19}};
        for (int[] value : values) {
            write(value[0], value[1]);
        }
        host.clock().advance(5 * SECOND);
        assertThat(shown()).isEqualTo("1999-12-31 23:59:58 day 3");

        write(0x0b, 0x02);
        host.clock().advance(2 * SECOND);

        assertThat(shown()).isEqualTo("2000-01-01 00:00:00 day 4");
    }

    @Test
    void starts_half_a_second_after_the_dividers_release() {
        write(0x0a, 0x70);
        host.clock().advance(3 * SECOND);
        assertThat(read(0)).isEqualTo(0x45);
        write(0x0a, 0x26);
        host.clock().advance(SECOND / 2 - 1);
        assertThat(read(0)).isEqualTo(0x45);
        host.clock().advance(1);

        assertThat(read(0)).isEqualTo(0x46);
    }

    @Test
    void announces_an_update_244_microseconds_ahead() {
        host.clock().advance(SECOND * 3 / 4 - 300_000);
        assertThat(read(0x0a)).isEqualTo(0x26);
        host.clock().advance(100_000);
        assertThat(read(0x0a)).isEqualTo(0xa6);
        assertThat(read(0)).isEqualTo(0x45);
        host.clock().advance(200_000);

        assertThat(read(0x0a)).isEqualTo(0x26);
        assertThat(read(0)).isEqualTo(0x46);
    }

    @Test
    void interrupts_after_every_update_once_register_c_was_read() {
        write(0x0b, 0x12);
        host.clock().advance(3 * SECOND);
        assertThat(host.takeEvents()).containsExactly("gsi 8 up");
        assertThat(read(0x0c) & 0xb0).isEqualTo(0x90);
        assertThat(host.asserted(8)).isFalse();
        assertThat(read(0x0c)).isZero();
        host.clock().advance(SECOND);

        assertThat(host.asserted(8)).isTrue();
    }

    @Test
    void interrupts_at_the_periodic_rate() {
        write(0x0a, 0x2f);
        write(0x0b, 0x42);
        int interrupts = 0;
        for (int i = 0; i < 1000; i++) {
            host.clock().advance(SECOND / 100);
            if (host.asserted(8)) {
                assertThat(read(0x0c) & 0xc0).isEqualTo(0xc0);
                interrupts++;
            }
        }

        assertThat(interrupts).isEqualTo(20);
    }

    @Test
    void shows_a_periodic_flag_that_does_not_interrupt() {
        read(0x0c);
        host.clock().advance(1_000_000);

        assertThat(read(0x0c)).isEqualTo(0x40);
        assertThat(host.takeEvents()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // hour, minute, second (BCD; ff is any), seconds from 23:31:45 until it matches
        "0x23, 0x31, 0x50, 5",
        "0x23, 0x31, 0x45, 86400",
        "0x00, 0x00, 0x00, 1695",
        "0xff, 0x31, 0x40, 3595",
        "0xff, 0xff, 0x40, 55",
        "0xff, 0xff, 0xc0, 1",
        "0x05, 0xff, 0x10, 19705",
    })
    void wakes_at_the_alarm(String hour, String minute, String second, long seconds) {
        write(5, Integer.decode(hour));
        write(3, Integer.decode(minute));
        write(1, Integer.decode(second));
        write(0x0b, 0x22);
        host.clock().advance(seconds * SECOND - SECOND / 2);
        assertThat(host.asserted(8)).isFalse();
        host.clock().advance(SECOND / 2);

        assertThat(host.asserted(8)).isTrue();
        assertThat(read(0x0c) & 0xa0).isEqualTo(0xa0);
    }

    @Test
    void an_alarm_that_no_clock_shows_never_comes() {
        write(5, 0x25);
        write(0x0b, 0x22);
        host.clock().advance(200_000 * SECOND);

        assertThat(host.takeEvents()).isEmpty();
    }

    @Test
    void an_interrupt_can_be_enabled_after_its_event() {
        host.clock().advance(SECOND);
        write(0x0b, 0x12);

        assertThat(host.asserted(8)).isTrue();
        write(0x0b, 0x02);
        assertThat(host.asserted(8)).isFalse();
    }

    @Test
    void the_index_ignores_the_nmi_bit() {
        write(0x80 | 0x40, 0x5a);

        assertThat(read(0x40)).isEqualTo(0x5a);
        assertThat(host.in(0x70)).isEqualTo(0xff);
    }

    @Test
    void registers_c_and_d_ignore_writes() {
        write(0x0c, 0xff);
        write(0x0d, 0);

        assertThat(read(0x0d)).isEqualTo(0x80);
        assertThat(host.takeEvents()).isEmpty();
    }

    @Test
    void tells_the_firmware_about_its_machine() {
        new CmosSettings(2L << 30, 6L << 30, 4, List.of(CmosSettings.BootDevice.CDROM, CmosSettings.BootDevice.DISK))
                .store(rtc);

        assertThat(read(0x15) | read(0x16) << 8).isEqualTo(640);
        assertThat(read(0x30) | read(0x31) << 8).isEqualTo(0xffff);
        assertThat(read(0x34) | read(0x35) << 8).isEqualTo((2048 - 16) * 16);
        assertThat(read(0x5b) | read(0x5c) << 8 | read(0x5d) << 16).isEqualTo(6144 * 16);
        assertThat(read(0x5f)).isEqualTo(3);
        assertThat(read(0x3d)).isEqualTo(0x23);
        assertThat(read(0x38)).isEqualTo(0x01);
    }

    @Test
    void small_memory_is_told_in_kib() {
        new CmosSettings(8L << 20, 0, 1, List.of()).store(rtc);

        assertThat(read(0x17) | read(0x18) << 8).isEqualTo(7 * 1024);
        assertThat(read(0x34) | read(0x35) << 8).isZero();
    }

    @Test
    void clock_registers_are_not_memory_to_the_machine() {
        assertThatThrownBy(() -> rtc.setMemory(0x0b, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_calendar_agrees_with_java() {
        for (long day = LocalDate.of(0, 1, 1).toEpochDay();
                day < LocalDate.of(9999, 12, 31).toEpochDay();
                day += 13) {
            LocalDate expected = LocalDate.ofEpochDay(day);
            int date = RtcCalendar.date(day);

            assertThat(LocalDate.of(RtcCalendar.year(date), RtcCalendar.month(date), RtcCalendar.day(date)))
                    .isEqualTo(expected);
            assertThat(RtcCalendar.epochDay(expected.getYear(), expected.getMonthValue(), expected.getDayOfMonth()))
                    .isEqualTo(day);
            assertThat(RtcCalendar.weekday(day))
                    .isEqualTo(expected.getDayOfWeek().getValue() % 7 + 1);
        }
    }

    @Test
    void round_trip() {
        DeviceRoundTrip.of(RtcTest::make)
                .ports(0x70, 2)
                .longestWait(2 * SECOND)
                .stimulus((device, it, random) -> write(it, random.nextInt(14), random.nextInt(256)))
                .stimulus((device, it, random) -> read(it, random.nextInt(14)))
                .stimulus((device, it, random) -> write(it, 0x0b, random.nextInt(128)))
                .stimulus((device, it, random) -> write(it, 0x0a, 0x20 | random.nextInt(16)))
                .prepare((device, it) -> {
                    it.clock().advance(5 * SECOND);
                    write(it, 6, 2);
                    write(it, 5, 0xff);
                    write(it, 3, 0xff);
                    write(it, 1, 0xff);
                    write(it, 0x0a, 0x2c);
                    write(it, 0x0b, 0x76);
                    it.clock().advance(5 * SECOND / 3);
                    it.out(0x70, 0x0c);
                })
                // The time of saving, whatever the guest does.
                .alikeAtPowerOn("seen")
                .surviving("cmos", "chainStart", "chainSeconds", "weekdayShift", "seen", "pausedAt")
                .verify();
    }
}
