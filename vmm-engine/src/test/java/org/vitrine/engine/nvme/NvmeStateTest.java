package org.vitrine.engine.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.SavedState;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.MemoryDisk;

/** What becomes of commands when the controller is reset, paused, saved and loaded. */
class NvmeStateTest {
    private static final int DELETE_SUBMISSION = 0;
    private static final long SHADOW = 0xe_0000;

    private final Fixture host = new Fixture();
    private final MemoryDisk disk = new MemoryDisk("disk0", Fixture.SECTORS);
    private final Nvme nvme = Fixture.controller(host, disk);
    private GuestDriver guest;

    @BeforeEach
    void start() {
        nvme.resume();
        guest = new GuestDriver(host, nvme).enable();
    }

    @AfterEach
    void close() {
        nvme.close();
        host.close();
    }

    private static Entry read(int first) {
        return Entry.io(2, first, 1).prp(GuestDriver.BUFFER + 512L * first, 0);
    }

    private void pause() {
        nvme.requestPause();
        nvme.awaitPaused();
    }

    @Test
    void a_reset_waits_for_the_disk_and_forgets_all_queues() {
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        io.submit(read(0));
        guest.write(GuestDriver.CC, 0);
        assertThat(guest.ready())
                .as("ready while the disk still writes into memory")
                .isTrue();
        disk.release();
        assertThat(guest.read(GuestDriver.CSTS)).isZero();
        GuestDriver again = new GuestDriver(host, nvme).enable();
        assertThat(again.admin.status(Entry.of(8))).isZero();
        assertThat(again.createPair(1).status(read(0))).isZero();
    }

    @Test
    void a_controller_enabled_again_before_it_was_reset_is_reset_all_the_same() {
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        io.submit(read(0));
        guest.write(GuestDriver.CC, 0);
        guest.write(GuestDriver.CC, GuestDriver.ENABLED);
        disk.release();
        assertThat(guest.ready()).isTrue();
        GuestDriver again = new GuestDriver(host, nvme);
        host.memory().write(again.admin.completionBase(), new byte[0x1000]);
        assertThat(again.admin.status(Entry.of(DELETE_SUBMISSION).dword(10, 1))).isEqualTo(0x101);
    }

    @Test
    void what_was_not_finished_at_a_pause_is_asked_for_anew_in_order() {
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        IntStream.range(0, 4).forEach(block -> io.submit(read(block)));
        disk.release(1);
        disk.takeLog();

        pause();
        assertThat(disk.held()).isEmpty();
        nvme.resume();

        assertThat(disk.takeLog()).containsExactly("read 0+512", "read 1024+512", "read 1536+512");
        disk.release();
        assertThat(io.takeAll()).hasSize(4);
    }

    @Test
    void a_reset_asked_for_before_a_pause_happens_after_it() {
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        io.submit(read(0));
        guest.write(GuestDriver.CC, 0);
        pause();
        disk.takeLog();
        nvme.resume();
        assertThat(guest.read(GuestDriver.CSTS)).isZero();
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void nothing_is_taken_while_paused() {
        GuestDriver.Pair io = guest.createPair(1);
        pause();
        io.submit(read(0));
        assertThat(disk.takeLog()).isEmpty();
        nvme.resume();
        assertThat(io.take().status()).isZero();
    }

    @Test
    void a_power_on_reset_while_paused_forgets_everything() {
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        io.submit(read(0));
        pause();
        nvme.reset();
        disk.release();
        nvme.resume();
        GuestDriver again = new GuestDriver(host, nvme);
        assertThat(again.read(GuestDriver.CSTS)).isZero();
        assertThat(again.enable().createPair(1).status(read(0))).isZero();
    }

    @Test
    void commands_under_way_full_queues_and_event_requests_go_on_from_a_saved_state() throws Exception {
        GuestDriver.Pair io = guest.createPair(1, 16, 4, 0);
        int event = guest.admin.submit(Entry.of(0x0c));
        disk.hold();
        IntStream.range(0, 6).forEach(block -> io.put(read(block)));
        io.ring();
        disk.release(2);
        int deletion = guest.admin.submit(Entry.of(DELETE_SUBMISSION).dword(10, 1));
        pause();
        SavedState saved = SavedState.of(nvme);
        MemoryDisk otherDisk = new MemoryDisk("disk0", Fixture.SECTORS);

        try (Fixture otherHost = new Fixture();
                Nvme copy = Fixture.controller(otherHost, otherDisk)) {
            otherHost.ram().segment().copyFrom(host.ram().segment());
            saved.loadInto(copy);
            copy.afterLoad();
            copy.resume();

            GuestDriver driver = new GuestDriver(otherHost, copy);
            assertThat(otherDisk.takeLog()).containsExactly("read 0+512", "read 512+512");
            GuestDriver.Pair there = driver.new Pair(1, 16, 4);
            assertThat(there.takeAll()).as("one of before, two of now").hasSize(3);
            assertThat(driver.memory(GuestDriver.BUFFER, 3 * 512)).isEqualTo(otherDisk.content(0, 3 * 512));
            driver.admin.head = guest.admin.head;
            assertThat(driver.admin.take().id()).isEqualTo(deletion);
            otherHost.store(GuestDriver.BAR + 0x1000 + 8 * 9, 4, 1);
            assertThat(driver.admin.take().id()).isEqualTo(event);
        }
    }

    private static void prepare(Nvme nvme, TestHost host) {
        GuestDriver guest = new GuestDriver(host, nvme).enable();
        int[][] features = {{1, 0x0a0b_0c07}, {2, 1 << 5}, {4, 300}, {4, 299 | 1 << 20}, {5, 100}, {6, 0}, {8, 0x0a05}};
        for (int[] feature : features) {
            guest.admin.result(Entry.setFeature(feature[0], feature[1]));
        }
        guest.admin.result(Entry.setFeature(9, 5 | 1 << 16));
        guest.admin.result(Entry.setFeature(0x0a, 1));
        GuestDriver.Pair io = guest.createPair(1, 8, 4, 0);
        GuestDriver.Pair other = guest.createPair(2, 16, 16, 0);
        other.run(Entry.io(1, 0, 1).prp(GuestDriver.BUFFER, 0));
        other.run(Entry.io(2, 0, 1).prp(GuestDriver.BUFFER, 0));
        guest.admin.run(Entry.of(0x80));
        // An event of each kind is told; then others wait for their log pages to be read.
        guest.admin.submit(Entry.of(0x0c));
        guest.admin.submit(Entry.of(0x0c));
        guest.admin.submit(Entry.of(0x0c));
        guest.admin.result(Entry.setFeature(0x0b, 0xff));
        guest.admin.take();
        host.store(GuestDriver.BAR + 0x1000 + 8 * 9, 4, 1);
        guest.admin.take();
        guest.admin.submit(Entry.of(0x0c));
        guest.admin.result(Entry.setFeature(0x0b, 0x1fe));
        nvme.sizeChanged();
        guest.admin.result(Entry.setFeature(0x0b, 0x1fe));
        guest.admin.take();
        nvme.sizeChanged();
        host.store(GuestDriver.BAR + 0x1000 + 8 * 9, 4, 1);
        // Completions that nobody takes: the pin is up, and commands wait.
        for (int i = 0; i < 6; i++) {
            io.put(Entry.io(2, i, 1).prp(GuestDriver.BUFFER, 0));
        }
        io.ring();
        guest.write(GuestDriver.INTMS, 0xfe);
        guest.admin.submit(Entry.of(0x7c).prp(SHADOW, SHADOW + 0x1000));
    }

    /** Commands that the disk has not finished. */
    private static void prepareUnfinished(Nvme nvme, TestHost host, MemoryDisk disk) {
        GuestDriver guest = new GuestDriver(host, nvme).enable();
        guest.useMessages(2);
        host.store(GuestDriver.VECTORS + 12, 4, 1);
        GuestDriver.Pair io = guest.createPair(1);
        disk.hold();
        io.submit(read(0));
        io.submit(read(1));
        guest.admin.submit(Entry.of(DELETE_SUBMISSION).dword(10, 1));
        guest.write(GuestDriver.CC, GuestDriver.ENABLED | 1 << 14);
        guest.write(GuestDriver.CC, 0);
    }

    private static void prepareFatal(Nvme nvme, TestHost host) {
        new GuestDriver(host, nvme).write(GuestDriver.CC, GuestDriver.ENABLED);
    }

    @Test
    void its_state_survives_a_round_trip() {
        Map<Nvme, MemoryDisk> disks = new IdentityHashMap<>();
        DeviceRoundTrip.of(testHost -> {
                    MemoryDisk made = new MemoryDisk("disk0", Fixture.SECTORS);
                    Nvme device = Fixture.controller(testHost, made);
                    disks.put(device, made);
                    return device;
                })
                .hosts(Fixture::new)
                .mmio(GuestDriver.BAR, 0x40)
                .mmio(GuestDriver.BAR + 0x1000, 0x28)
                .mmio(GuestDriver.BAR + 0x1000, 0x18)
                .mmio(GuestDriver.VECTORS, 0x400)
                .prepare(NvmeStateTest::prepare)
                .prepare((device, testHost) -> prepareUnfinished(device, testHost, disks.get(device)))
                .prepare(NvmeStateTest::prepareFatal)
                .stimulus((device, testHost, random) -> testHost.memory()
                        .write(GuestDriver.QUEUES + 0x2000L * random.nextInt(3), Garbage.commands(random)))
                .stimulus((device, testHost, random) -> Garbage.revive(testHost, device))
                .stimulus((device, testHost, random) -> ring(testHost, random))
                .stimulus((device, testHost, random) ->
                        testHost.memory().writeInt(SHADOW + 8 + 4L * random.nextInt(4), random.nextInt(17)))
                .carry((from, to) -> disks.get(from).release())
                .verify();
    }

    private static void ring(TestHost host, SplittableRandom random) {
        host.store(GuestDriver.BAR + 0x1000 + 4L * random.nextInt(6), 4, random.nextInt(16));
    }
}
