package org.vitrine.engine.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;
import org.vitrine.engine.virtio.ring.RingLayout;

class VirtioPciTest {
    private static final long ALL =
            GuestDriver.VERSION_1 | GuestDriver.INDIRECT | GuestDriver.EVENT_INDEX | EchoDevice.FEATURE;
    private static final long IN = 0x8_0000;
    private static final long OUT = 0x9_0000;
    private static final int READY = 15;

    private final LoggingHost host = new LoggingHost();
    private final EchoDevice device = new EchoDevice();
    private final VirtioPci function = new VirtioPci("virtio0", host, device, InlineWorker::new);
    private GuestDriver guest;

    @BeforeEach
    void start() {
        function.resume();
        guest = new GuestDriver(host, function);
    }

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    private static int offer(TestHost host, RingDriver ring, long value) {
        host.memory().writeLong(IN, value);
        return ring.offer(List.of(new Buffer(IN, 8, false), new Buffer(OUT, 8, true)));
    }

    private void echoes(RingDriver ring) {
        int id = offer(host, ring, 0x1234_5678L);
        guest.submit(0, ring);
        assertThat(ring.take()).isEqualTo(new RingDriver.Used(id, 8));
        assertThat(host.memory().readLong(OUT)).isEqualTo(0x1234_5678L);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, GuestDriver.PACKED})
    void a_driver_that_does_all_as_it_should_is_served(long packed) {
        List<RingDriver> rings = guest.start(ALL | packed, 2, 16);
        assertThat(guest.status()).isEqualTo(READY);
        echoes(rings.getFirst());
        assertThat(host.lines).isEmpty();
    }

    @Test
    void structures_are_where_the_capabilities_say() {
        int at = guest.find(0x09);
        boolean[] seen = new boolean[6];
        while (at != 0) {
            if (function.readConfig(at, 1) == 0x09) {
                int type = (int) function.readConfig(at + 3, 1);
                seen[type] = true;
                if (type < 5) {
                    assertThat(function.readConfig(at + 4, 1))
                            .as("BAR of %d", type)
                            .isEqualTo(4);
                }
                if (type == 4) {
                    assertThat(host.load(GuestDriver.BAR + function.readConfig(at + 8, 4), 8))
                            .isEqualTo(0x1122_3344_5566_7788L);
                }
            }
            at = (int) function.readConfig(at + 1, 1);
        }
        assertThat(seen).containsExactly(false, true, true, true, true, true);
        assertThat(function.readConfig(0, 4)).isEqualTo(0x107f_1af4L);
        assertThat(function.readConfig(8, 1)).isEqualTo(1);
    }

    @Test
    void the_window_in_configuration_space_leads_to_the_bar() {
        int window = guest.find(0x09);
        while (function.readConfig(window + 3, 1) != 5) {
            window = (int) function.readConfig(window + 1, 1);
        }
        function.writeConfig(window + 4, 1, 4);
        function.writeConfig(window + 8, 4, 0x2000);
        function.writeConfig(window + 12, 4, 4);
        assertThat(function.readConfig(window + 16, 4)).isEqualTo(0x5566_7788L);
        function.writeConfig(window + 8, 4, 0x16);
        function.writeConfig(window + 12, 4, 2);
        function.writeConfig(window + 16, 4, 1);
        assertThat(guest.read(0x16, 2)).as("queue select").isEqualTo(1);
        function.writeConfig(window + 8, 4, 0x3fff);
        assertThat(function.readConfig(window + 16, 4))
                .as("beyond the BAR: as it was")
                .isEqualTo(1);
    }

    @Test
    void features_that_were_not_offered_are_refused() {
        assertThat(guest.offered()).isEqualTo(ALL | GuestDriver.PACKED);
        assertThat(guest.negotiate(GuestDriver.VERSION_1 | 1L << 6)).isFalse();
        assertThat(host.lines).singleElement().asString().contains("not offered 0x40");
        guest.ready();
        assertThat(guest.status() & GuestDriver.DRIVER_OK).isZero();
        assertThat(guest.negotiate(EchoDevice.FEATURE)).as("without VERSION_1").isFalse();
        assertThat(guest.negotiate(GuestDriver.VERSION_1)).isTrue();
    }

    @Test
    void features_cannot_change_after_they_were_agreed_on() {
        guest.negotiate(GuestDriver.VERSION_1);
        guest.write(0x08, 4, 0);
        guest.write(0x0c, 4, EchoDevice.FEATURE);
        assertThat(guest.read(0x0c, 4)).isZero();
    }

    @Test
    void a_used_buffer_sends_its_queues_vector_and_a_change_that_of_the_configuration() {
        guest.enableMessages(3);
        List<RingDriver> rings = guest.start(GuestDriver.VERSION_1, 2, 16);
        guest.write(0x10, 2, 0);
        host.takeEvents();
        echoes(rings.getFirst());
        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x41");
        device.config.put(8, 1, 7);
        device.bus.configChanged();
        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x40");
        assertThat(guest.read(0x10, 2)).isZero();
        guest.write(0x10, 2, 3);
        assertThat(guest.read(0x10, 2)).as("a vector that does not exist").isEqualTo(0xffff);
    }

    @Test
    void without_messages_the_isr_says_what_has_happened_and_reading_clears_it() {
        List<RingDriver> rings = guest.start(GuestDriver.VERSION_1, 2, 16);
        echoes(rings.getFirst());
        device.bus.configChanged();
        assertThat(function.readConfig(6, 2) & 8).as("interrupt status").isEqualTo(8);
        assertThat(host.load(GuestDriver.ISR, 1)).isEqualTo(3);
        assertThat(host.load(GuestDriver.ISR, 1)).isZero();
        assertThat(function.readConfig(6, 2) & 8).isZero();
    }

    @Test
    void a_changed_configuration_that_was_read_has_another_generation() {
        long before = guest.read(0x15, 1);
        host.load(GuestDriver.CONFIG, 4);
        device.config.put(0, 8, 1);
        assertThat(guest.read(0x15, 1)).isNotEqualTo(before);
        long after = guest.read(0x15, 1);
        device.config.put(0, 8, 2);
        assertThat(guest.read(0x15, 1)).as("nobody has read it").isEqualTo(after);
    }

    @Test
    void a_reset_waits_for_what_is_under_way_and_forgets_all_else() {
        device.holding = true;
        List<RingDriver> rings = guest.start(GuestDriver.VERSION_1, 2, 16);
        offer(host, rings.getFirst(), 1);
        guest.submit(0, rings.getFirst());
        guest.reset();
        assertThat(guest.status())
                .as("while the device still writes into memory")
                .isNotZero();
        device.release();
        assertThat(guest.status()).isZero();
        assertThat(device.stops).isEqualTo(1);
        guest.write(0x16, 2, 0);
        assertThat(guest.read(0x1c, 2)).as("enabled").isZero();
        assertThat(guest.read(0x18, 2)).as("size").isEqualTo(64);
        device.holding = false;
        echoes(guest.start(ALL, 2, 8).getFirst());
    }

    @Test
    void nothing_is_done_before_the_driver_is_ready_or_while_it_keeps_the_device_off_the_bus() {
        guest.negotiate(GuestDriver.VERSION_1);
        RingDriver ring = guest.enableQueue(0, 16);
        offer(host, ring, 1);
        guest.submit(0, ring);
        assertThat(ring.take()).isNull();
        function.writeConfig(0x04, 2, 0x2);
        guest.ready();
        assertThat(ring.take()).isNull();
        function.writeConfig(0x04, 2, 0x6);
        assertThat(ring.take()).isNotNull();
    }

    private void needsReset(String why) {
        assertThat(guest.status() & GuestDriver.NEEDS_RESET).as("needs a reset").isNotZero();
        assertThat(host.lines).singleElement().asString().contains(why);
        host.lines.clear();
        echoes(guest.start(ALL, 2, 8).getFirst());
        assertThat(guest.status()).isEqualTo(READY);
    }

    @Test
    void a_queue_outside_memory_needs_a_reset() {
        guest.negotiate(GuestDriver.VERSION_1);
        guest.enableQueue(0, 16);
        guest.write(0x30, 8, 0xff_ff00L);
        guest.ready();
        needsReset("used ring at 0xffff00");
    }

    @Test
    void a_queue_that_is_moved_while_it_runs_needs_a_reset() {
        guest.enableMessages(3);
        guest.start(GuestDriver.VERSION_1, 2, 16);
        host.takeEvents();
        guest.write(0x16, 2, 1);
        RingLayout layout = GuestDriver.layout(1, 16);
        guest.write(0x20, 8, layout.descriptors());
        assertThat(guest.status()).as("moved to where it is").isEqualTo(READY);
        guest.write(0x20, 4, layout.descriptors() + 0x1000);
        needsReset("queue 1: it was moved while it runs");
    }

    @Test
    void a_queue_that_is_resized_while_it_runs_or_to_more_than_it_can_have_needs_a_reset() {
        guest.start(GuestDriver.VERSION_1, 2, 16);
        guest.write(0x18, 2, 8);
        needsReset("its size was set to 8 while it runs");
        guest.negotiate(GuestDriver.VERSION_1);
        guest.write(0x18, 2, 128);
        needsReset("its size was set to 128");
    }

    @Test
    void a_driver_that_makes_the_device_stop_hears_of_it() {
        guest.enableMessages(3);
        List<RingDriver> rings = guest.start(GuestDriver.VERSION_1, 2, 16);
        guest.write(0x10, 2, 0);
        host.takeEvents();
        rings.getFirst().offer(List.of(new Buffer(0x10_0000, 16, false)));
        guest.submit(0, rings.getFirst());
        assertThat(host.takeEvents()).containsExactly("msi 0xfee00000=0x40");
        assertThat(rings.getFirst().take()).isNull();
        needsReset("the buffer 0x100000+0x10 lies outside memory");
    }

    @Test
    void a_model_that_fails_stops_with_a_line_and_throws_nothing() {
        device.failing = true;
        guest.start(GuestDriver.VERSION_1, 2, 16);
        device.failing = false;
        needsReset("it failed");
    }

    @Test
    void a_driver_that_goes_wrong_again_and_again_does_not_fill_the_log() {
        for (int i = 0; i < 100; i++) {
            guest.start(GuestDriver.VERSION_1, 1, 16);
            guest.write(0x18, 2, 8);
            assertThat(guest.status() & GuestDriver.NEEDS_RESET).isNotZero();
        }
        assertThat(host.lines).hasSize(16);
    }

    @Test
    void chains_under_way_at_a_pause_are_there_when_it_goes_on_unless_the_driver_has_reset() {
        device.holding = true;
        RingDriver ring = guest.start(GuestDriver.VERSION_1, 2, 16).getFirst();
        offer(host, ring, 5);
        guest.submit(0, ring);
        function.requestPause();
        function.awaitPaused();
        function.resume();
        assertThat(device.held).hasSize(1);
        guest.reset();
        function.requestPause();
        function.awaitPaused();
        function.resume();
        assertThat(device.held).isEmpty();
        assertThat(guest.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, GuestDriver.PACKED})
    void its_state_survives_a_round_trip(long packed) {
        DeviceRoundTrip.of(host -> new VirtioPci("virtio0", host, new EchoDevice(), InlineWorker::new))
                .prepare((echo, host) -> {
                    GuestDriver driver = new GuestDriver(host, echo);
                    ((EchoDevice) echo.device()).holding = true;
                    List<RingDriver> rings = driver.start(ALL | packed, 2, 16);
                    driver.write(0x00, 4, 1);
                    driver.write(0x08, 4, 1);
                    offer(host, rings.getFirst(), 99);
                    driver.submit(0, rings.getFirst());
                    host.load(GuestDriver.CONFIG, 4);
                    ((EchoDevice) echo.device()).config.put(8, 1, 1);
                    ((EchoDevice) echo.device()).bus.configChanged();
                    driver.write(0x16, 2, 1);
                    driver.write(0x10, 2, 0);
                    driver.reset();
                })
                .prepare((echo, host) -> {
                    GuestDriver driver = new GuestDriver(host, echo);
                    driver.start(ALL | packed, 2, 16);
                    driver.write(0x18, 2, 128);
                    driver.enableMessages(3);
                    function.writeConfig(driver.find(0x11) + 2, 2, 0xc000);
                })
                // Messages wait only while they are masked, and then the pin is silent; each is tried in the tests of
                // MSI-X itself.
                .alikeAtPowerOn("pci.msix.pending")
                .carry((from, to) -> ((EchoDevice) to.device()).takeOver((EchoDevice) from.device()))
                // A number that only says that it is another one.
                .surviving("generation")
                .mmio(GuestDriver.BAR, 0x40)
                .mmio(GuestDriver.BAR, 0x3000)
                .mmio(GuestDriver.NOTIFY, 8)
                .verify();
    }
}
