package org.vitrine.engine.virtio.entropy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;
import org.vitrine.engine.virtio.ring.RingDriver.Used;

class EntropyTest {
    private static final long BUFFER = 0x8_0000;

    private final TestHost host = new TestHost();
    private VirtioPci function;
    private GuestDriver guest;
    private RingDriver ring;

    /** A device whose numbers are all 0xa5. */
    private static VirtioPci device(TestHost host) {
        Entropy entropy = new Entropy(host.clock(), into -> into.fill((byte) 0xa5));
        return new VirtioPci("virtio-rng", host, entropy, InlineWorker::new);
    }

    @BeforeEach
    void start() {
        use(device(host));
    }

    private void use(VirtioPci made) {
        function = made;
        function.resume();
        guest = new GuestDriver(host, function);
        ring = guest.start(GuestDriver.VERSION_1, 1, 64).getFirst();
    }

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    private int ask(int... lengths) {
        List<Buffer> buffers = new java.util.ArrayList<>();
        long at = BUFFER;
        for (int length : lengths) {
            buffers.add(new Buffer(at, length, true));
            at += length;
        }
        int id = ring.offer(buffers);
        guest.submit(0, ring);
        return id;
    }

    @Test
    void a_buffer_is_filled_and_nothing_behind_it() {
        int id = ask(10, 20, 3);
        assertThat(ring.take()).isEqualTo(new Used(id, 33));
        for (int i = 0; i < 34; i++) {
            assertThat(host.memory().readByte(BUFFER + i)).isEqualTo(i < 33 ? 0xa5 : 0);
        }
    }

    @Test
    void numbers_of_the_host_are_not_all_the_same() {
        function.close();
        use(new VirtioPci("virtio-rng", host, new Entropy(host.clock()), InlineWorker::new));
        ask(4096);
        assertThat(ring.take()).isNotNull();
        byte[] bytes = new byte[4096];
        host.memory().read(BUFFER, bytes);
        assertThat(java.util.stream.IntStream.range(0, bytes.length)
                        .map(i -> bytes[i])
                        .distinct()
                        .count())
                .isGreaterThan(200);
    }

    @Test
    void a_guest_that_reads_without_end_waits_for_the_next_period() {
        int first = ask(Entropy.MOST_BYTES - 1);
        int second = ask(16);
        int third = ask(16);
        assertThat(ring.take()).isEqualTo(new Used(first, Entropy.MOST_BYTES - 1));
        assertThat(ring.take()).as("what is left").isEqualTo(new Used(second, 1));
        assertThat(ring.take()).isNull();
        host.clock().advance(Entropy.PERIOD_MILLIS * 1_000_000L);
        host.clock().runDue();
        assertThat(ring.take()).isEqualTo(new Used(third, 16));
    }

    @Test
    void a_buffer_that_cannot_be_written_is_given_back_empty() {
        int id = ring.offer(List.of(new Buffer(BUFFER, 16, false)));
        guest.submit(0, ring);
        assertThat(ring.take()).isEqualTo(new Used(id, 0));
    }

    @Test
    void its_state_survives_a_round_trip() {
        DeviceRoundTrip.of(EntropyTest::device)
                .prepare((rng, other) -> {
                    GuestDriver driver = new GuestDriver(other, rng);
                    RingDriver queue =
                            driver.start(GuestDriver.VERSION_1, 1, 16).getFirst();
                    queue.offer(List.of(new Buffer(BUFFER, 100, true)));
                    driver.submit(0, queue);
                    driver.enableMessages(2);
                })
                // What the transport has of its own is tried in its test.
                .alikeAtPowerOn(
                        "broken", "resetRequested", "selects", "generation", "isr", "pci.msix.pending", "pci.intx")
                .mmio(GuestDriver.BAR, 0x40)
                .mmio(GuestDriver.NOTIFY, 4)
                .verify();
    }
}
