package org.vitrine.engine.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.Attackers;
import org.vitrine.engine.device.EventLoop;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingLayout;

/** Drivers that do with queues what they must not: the device needs a reset, says so in one line, and works after it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HostileVirtioTest {
    private static final int SIZE = 16;
    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;
    private static final long BUFFER = 0x8_0000;
    private static final long TABLE = 0x9_0000;
    private static final long FEATURES = GuestDriver.VERSION_1 | GuestDriver.INDIRECT;

    private final LoggingHost host = new LoggingHost();
    private final VirtioPci function = new VirtioPci("virtio0", host, new EchoDevice(), InlineWorker::new);
    private final RingLayout layout = GuestDriver.layout(0, SIZE);
    private GuestDriver guest;
    private boolean packed;

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    private void start(long features) {
        function.resume();
        guest = new GuestDriver(host, function);
        guest.start(features, 1, SIZE);
        packed = (features & GuestDriver.PACKED) != 0;
    }

    private void describe(long at, long address, long length, int flags, int next) {
        host.memory().writeLong(at, address);
        host.memory().writeInt(at + 8, (int) length);
        host.memory().writeShort(at + 12, flags);
        host.memory().writeShort(at + 14, next);
    }

    private void descriptor(int index, long address, long length, int flags, int next) {
        describe(layout.descriptors() + 16L * index, address, length, flags, next);
    }

    /** Of a packed ring, where identifier and flags change places. */
    private void packed(int index, long address, long length, int flags) {
        describe(layout.descriptors() + 16L * index, address, length, 0, flags | 0x80);
    }

    private void offer(int available, int... heads) {
        for (int i = 0; i < heads.length; i++) {
            host.memory().writeShort(layout.driver() + 4 + 2L * i, heads[i]);
        }
        host.memory().writeShort(layout.driver() + 2, available);
        guest.ring(0);
    }

    private void needsReset(String why) {
        assertThat(guest.status() & GuestDriver.NEEDS_RESET).as("needs a reset").isNotZero();
        assertThat(host.lines).singleElement().asString().contains(why);
        if (!packed) {
            assertThat(host.memory().readShort(layout.device() + 2)).as("used").isZero();
        }
        host.lines.clear();
        RingDriver ring = guest.start(FEATURES, 1, SIZE).getFirst();
        ring.offer(List.of(new RingDriver.Buffer(BUFFER, 8, false), new RingDriver.Buffer(BUFFER + 8, 8, true)));
        guest.submit(0, ring);
        assertThat(ring.take()).isNotNull();
        assertThat(host.lines).isEmpty();
    }

    @Test
    void a_descriptor_that_leads_to_itself() {
        start(FEATURES);
        descriptor(0, BUFFER, 16, NEXT, 0);
        offer(1, 0);
        needsReset("longer than the queue, or a loop");
    }

    @Test
    void descriptors_that_lead_to_each_other() {
        start(FEATURES);
        descriptor(3, BUFFER, 16, NEXT, 5);
        descriptor(5, BUFFER, 0, NEXT, 3);
        offer(1, 3);
        needsReset("longer than the queue, or a loop");
    }

    @Test
    void an_indirect_table_longer_than_the_queue() {
        start(FEATURES);
        for (int i = 0; i <= SIZE; i++) {
            describe(TABLE + 16L * i, BUFFER, 1, i < SIZE ? NEXT : 0, i + 1);
        }
        descriptor(0, TABLE, 16L * (SIZE + 1), INDIRECT, 0);
        offer(1, 0);
        needsReset("longer than the queue, or a loop");
    }

    @ParameterizedTest
    @CsvSource({
        "0xfffffffffffffff0, 32",
        "0x7ffffffffffffff0, 32",
        "0xffff0, 32",
        "0x100000, 1",
        "0x80000, 0xffffffff",
        "0xe0000000, 16"
    })
    void a_buffer_that_wraps_or_lies_outside_memory_or_across_its_end(String address, String length) {
        start(FEATURES);
        descriptor(0, Long.parseUnsignedLong(address.substring(2), 16), Long.decode(length), 0, 0);
        offer(1, 0);
        needsReset("lies outside memory");
    }

    @Test
    void lengths_that_add_up_to_more_than_four_gibibytes() {
        start(FEATURES);
        descriptor(0, 0x4_0000, 1 << 19, NEXT, 1);
        descriptor(1, 0x4_0000, 0xffff_ffffL, 0, 0);
        offer(1, 0);
        needsReset("a chain is longer than 4 GiB");
    }

    @Test
    void heads_and_links_that_do_not_exist() {
        start(FEATURES);
        offer(1, SIZE);
        needsReset("descriptor 16 of 16");
        start(FEATURES);
        descriptor(0, BUFFER, 1, NEXT, 40_000);
        offer(1, 0);
        needsReset("leads to descriptor 40000, which does not exist");
    }

    @Test
    void an_available_index_that_jumps() {
        start(FEATURES);
        descriptor(0, BUFFER, 1, 0, 0);
        offer(SIZE + 1, 0);
        needsReset("available index jumps from 0 to 17");
        start(FEATURES);
        offer(0xffff, 0);
        needsReset("available index jumps from 0 to 65535");
    }

    @Test
    void a_buffer_that_is_made_available_twice() {
        start(FEATURES);
        ((EchoDevice) function.device()).holding = true;
        descriptor(0, BUFFER, 1, 0, 0);
        offer(2, 0, 0);
        assertThat(host.lines).singleElement().asString().contains("available twice");
        guest.reset();
        ((EchoDevice) function.device()).release();
        ((EchoDevice) function.device()).holding = false;
        assertThat(guest.status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 24, 0xffff_fff0L})
    void an_indirect_table_of_no_or_half_descriptors_or_outside_memory(long length) {
        start(FEATURES);
        descriptor(0, TABLE, length, INDIRECT, 0);
        offer(1, 0);
        needsReset("is none, or lies outside memory");
    }

    @Test
    void indirect_descriptors_within_a_table_or_with_a_successor_or_without_having_been_negotiated() {
        start(FEATURES);
        describe(TABLE, TABLE, 16, INDIRECT, 0);
        descriptor(0, TABLE, 16, INDIRECT, 0);
        offer(1, 0);
        needsReset("leads on, or to another one");
        start(FEATURES);
        descriptor(0, TABLE, 16, INDIRECT | NEXT, 1);
        offer(1, 0);
        needsReset("leads on, or to another one");
        start(GuestDriver.VERSION_1);
        descriptor(0, TABLE, 16, INDIRECT, 0);
        offer(1, 0);
        needsReset("was not negotiated");
    }

    @Test
    void readable_memory_behind_writable() {
        start(FEATURES);
        descriptor(0, BUFFER, 16, WRITE | NEXT, 1);
        descriptor(1, BUFFER, 16, 0, 0);
        offer(1, 0);
        needsReset("a readable descriptor follows a writable one");
    }

    @Test
    void a_packed_ring_that_is_one_chain_without_end() {
        start(FEATURES | GuestDriver.PACKED);
        for (int i = 0; i < SIZE; i++) {
            packed(i, BUFFER, 1, NEXT);
        }
        guest.ring(0);
        needsReset("longer than the queue");
    }

    @Test
    void a_packed_ring_with_tables_that_cannot_be() {
        start(FEATURES | GuestDriver.PACKED);
        packed(0, TABLE, 16L * (SIZE + 1), INDIRECT);
        guest.ring(0);
        needsReset("an indirect table is longer than the queue");
        start(FEATURES | GuestDriver.PACKED);
        packed(0, BUFFER, 1, NEXT);
        packed(1, TABLE, 16, INDIRECT);
        guest.ring(0);
        needsReset("part of a longer chain");
    }

    @Test
    void a_split_queue_whose_size_is_no_power_of_two_and_one_that_is_not_aligned() {
        start(FEATURES);
        guest.negotiate(FEATURES);
        guest.enableQueue(0, 12);
        guest.ready();
        needsReset("no power of two");
        guest.negotiate(FEATURES);
        guest.enableQueue(0, SIZE);
        guest.write(0x20, 8, layout.descriptors() + 8);
        guest.ready();
        needsReset("is not aligned or lies outside memory");
    }

    /** Everything at random, but near enough to what makes sense to get somewhere. */
    private static void attack(TestHost host, VirtioPci function, SplittableRandom random, int actions) {
        for (int i = 0; i < actions; i++) {
            switch (random.nextInt(20)) {
                case 0 -> {
                    GuestDriver driver = new GuestDriver(host, function);
                    driver.setStatus(0);
                    if (driver.status() == 0) {
                        long packed = random.nextBoolean() ? GuestDriver.PACKED : 0;
                        long events = random.nextBoolean() ? GuestDriver.EVENT_INDEX : 0;
                        set(driver, FEATURES | packed | events);
                    }
                }
                case 1, 2, 3, 4, 5, 6 -> {
                    RingLayout ring = GuestDriver.layout(random.nextInt(2), SIZE);
                    long at = ring.descriptors() + 16L * random.nextInt(SIZE);
                    host.memory()
                            .writeLong(at, random.nextInt(8) == 0 ? random.nextLong() : BUFFER + random.nextInt(5000));
                    host.memory().writeInt(at + 8, random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(200));
                    host.memory().writeShort(at + 12, random.nextInt(SIZE) | (random.nextInt(8) == 0 ? 4 : 0));
                    host.memory().writeShort(at + 14, random.nextInt(4) | (random.nextBoolean() ? 0x80 : 0x8000));
                }
                case 7, 8, 9 -> {
                    RingLayout ring = GuestDriver.layout(random.nextInt(2), SIZE);
                    int index = host.memory().readShort(ring.driver() + 2);
                    host.memory().writeShort(ring.driver() + 4 + 2L * (index % SIZE), random.nextInt(SIZE + 1));
                    host.memory()
                            .writeShort(
                                    ring.driver() + 2, index + random.nextInt(2) + (random.nextInt(40) == 0 ? 99 : 0));
                }
                case 10 ->
                    host.store(GuestDriver.BAR + random.nextInt(0x38), 1 << random.nextInt(3), random.nextInt(70_000));
                case 11 -> host.load(GuestDriver.BAR + random.nextInt(0x38), 1 << random.nextInt(3));
                case 12 -> function.writeConfig(random.nextInt(0x40, 0x100), 1 << random.nextInt(3), random.nextInt());
                case 13 -> function.writeConfig(0x04, 2, random.nextInt(4) == 0 ? 0x2 : 0x6);
                default -> host.store(GuestDriver.NOTIFY + 4L * random.nextInt(2), 2, random.nextInt(3));
            }
        }
    }

    private static void set(GuestDriver driver, long features) {
        driver.setStatus(GuestDriver.ACKNOWLEDGE | GuestDriver.DRIVER);
        driver.write(0x08, 4, 0);
        driver.write(0x0c, 4, features & 0xffff_ffffL);
        driver.write(0x08, 4, 1);
        driver.write(0x0c, 4, features >>> 32);
        driver.setStatus(GuestDriver.ACKNOWLEDGE | GuestDriver.DRIVER | GuestDriver.FEATURES_OK);
        driver.enableQueue(0, SIZE);
        driver.enableQueue(1, SIZE);
        driver.ready();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothing_is_thrown_and_every_access_returns(long seed) {
        function.resume();
        attack(host, function, new SplittableRandom(seed), 60_000);
        assertThat(host.lines).hasSizeLessThanOrEqualTo(16).noneMatch(line -> line.contains("it failed"));
        guest = new GuestDriver(host, function);
        host.lines.clear();
        guest.start(FEATURES, 1, SIZE);
        assertThat(guest.status() & GuestDriver.NEEDS_RESET).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void two_attackers_a_storm_of_doorbells_and_pauses_leave_it_working(long seed) throws Exception {
        try (LoggingHost other = new LoggingHost();
                VirtioPci attacked =
                        new VirtioPci("virtio1", other, new EchoDevice(), step -> new EventLoop("virtio1", step))) {
            Attackers.run(attacked, seed, random -> attack(other, attacked, random, 40_000), pause -> {});
            attacked.reset();
            assertThat(other.lines).noneMatch(line -> line.contains("it failed"));
            attacked.resume();
            GuestDriver driver = new GuestDriver(other, attacked);
            RingDriver ring = driver.start(FEATURES, 1, SIZE).getFirst();
            ring.offer(List.of(new RingDriver.Buffer(BUFFER, 8, false), new RingDriver.Buffer(BUFFER + 8, 8, true)));
            ring.show();
            driver.ring(0);
            while (ring.take() == null) {
                Thread.onSpinWait();
            }
        }
    }
}
