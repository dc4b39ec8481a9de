package org.vitrine.engine.virtio.block;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.SavedState;
import org.vitrine.engine.image.block.MemoryDisk;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.LoggingHost;
import org.vitrine.engine.virtio.VirtioPci;

class BlockDeviceTest {
    private static final long BASIC = GuestDriver.VERSION_1
            | BlockFeature.FLUSH
            | BlockFeature.MULTI_QUEUE
            | BlockFeature.CONFIG_WRITE_CACHE
            | BlockFeature.DISCARD
            | BlockFeature.WRITE_ZEROES;
    private static final long EVERYTHING = BASIC | GuestDriver.PACKED | GuestDriver.EVENT_INDEX | GuestDriver.INDIRECT;

    private final LoggingHost host = new LoggingHost();
    private MemoryDisk disk = new MemoryDisk("disk0", BlockDriver.SECTORS);
    private VirtioPci function = BlockDriver.device(host, disk);

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    private BlockDriver driver(long features) {
        function.resume();
        return new BlockDriver(host, function, features, 2);
    }

    private void use(MemoryDisk other) {
        function.close();
        disk = other;
        function = BlockDriver.device(host, disk);
    }

    private static byte[] ranges(long... sectorCountFlags) {
        ByteBuffer bytes = ByteBuffer.allocate(16 * sectorCountFlags.length / 3).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < sectorCountFlags.length; i += 3) {
            bytes.putLong(sectorCountFlags[i])
                    .putInt((int) sectorCountFlags[i + 1])
                    .putInt((int) sectorCountFlags[i + 2]);
        }
        return bytes.array();
    }

    @ParameterizedTest
    @ValueSource(longs = {BASIC, EVERYTHING})
    void what_is_written_is_read_back(long features) {
        BlockDriver driver = driver(features);
        byte[] data = new byte[3 * 512];
        Arrays.fill(data, (byte) 0x5a);
        assertThat(driver.run(BlockDriver.OUT, 5, data, 0)).isEqualTo(BlockDriver.OK);
        BlockDriver.Request read = driver.submit(1, BlockDriver.IN, 4, null, 5 * 512);
        assertThat(driver.status(read)).isEqualTo(BlockDriver.OK);
        assertThat(driver.memory(read.data(), 5 * 512)).isEqualTo(disk.content(4 * 512, 5 * 512));
        assertThat(disk.content(5 * 512, 3 * 512)).isEqualTo(data);
        assertThat(disk.takeLog()).containsExactly("write 2560+1536", "read 2048+2560");
    }

    @Test
    void the_configuration_says_what_the_disk_is() {
        function.resume();
        GuestDriver guest = new GuestDriver(host, function);
        assertThat(guest.offered() & BASIC).isEqualTo(BASIC);
        assertThat(host.load(GuestDriver.CONFIG, 8)).isEqualTo(BlockDriver.SECTORS);
        assertThat(host.load(GuestDriver.CONFIG + 12, 4)).isEqualTo(254);
        assertThat(host.load(GuestDriver.CONFIG + 20, 4)).isEqualTo(512);
        assertThat(host.load(GuestDriver.CONFIG + 32, 1)).isEqualTo(1);
        assertThat(host.load(GuestDriver.CONFIG + 34, 2)).isEqualTo(2);
        assertThat(guest.read(0x12, 2)).as("queues").isEqualTo(2);
    }

    @Test
    void its_serial_number_is_told() {
        BlockDriver driver = driver(BASIC);
        BlockDriver.Request request = driver.submit(0, BlockDriver.GET_ID, 0, null, 20);
        assertThat(driver.status(request)).isEqualTo(BlockDriver.OK);
        assertThat(new String(driver.memory(request.data(), 20), US_ASCII)).isEqualTo("serial-0001" + "\0".repeat(9));
    }

    @Test
    void flush_discard_and_write_zeroes_reach_the_disk_range_by_range() {
        BlockDriver driver = driver(BASIC);
        assertThat(driver.run(BlockDriver.FLUSH, 0, null, 0)).isEqualTo(BlockDriver.OK);
        assertThat(driver.run(BlockDriver.DISCARD, 0, ranges(1, 2, 0, 10, 0, 0, 20, 4, 0), 0))
                .isEqualTo(BlockDriver.OK);
        assertThat(driver.run(BlockDriver.WRITE_ZEROES, 0, ranges(8, 1, 1, 9, 1, 0), 0))
                .isEqualTo(BlockDriver.OK);
        assertThat(disk.takeLog())
                .containsExactly("flush", "discard 512+1024", "discard 10240+2048", "zero 4096+512", "zero 4608+512");
    }

    @Test
    void writes_are_durable_without_a_cache_that_the_driver_knows_of() {
        BlockDriver driver = driver(GuestDriver.VERSION_1);
        driver.run(BlockDriver.OUT, 0, new byte[512], 0);
        assertThat(disk.takeLog()).containsExactly("write 0+512 durable");
    }

    @Test
    void the_driver_switches_the_write_cache_off_and_a_reset_on_again() {
        BlockDriver driver = driver(BASIC);
        host.store(GuestDriver.CONFIG + 32, 1, 0);
        driver.run(BlockDriver.OUT, 0, new byte[512], 0);
        driver.run(BlockDriver.WRITE_ZEROES, 0, ranges(1, 1, 0), 0);
        assertThat(disk.takeLog()).containsExactly("write 0+512 durable", "zero 512+512 durable");
        driver(BASIC).run(BlockDriver.OUT, 0, new byte[512], 0);
        assertThat(disk.takeLog()).containsExactly("write 0+512");
    }

    @Test
    void requests_outside_the_disk_or_of_half_sectors_fail_and_reach_nothing() {
        BlockDriver driver = driver(BASIC);
        assertThat(driver.run(BlockDriver.IN, 512, null, 512)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.IN, 511, null, 1024)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.IN, -1, null, 512)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.IN, 1L << 55, null, 512)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.IN, 0, null, 100)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.OUT, 0, new byte[513], 0)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.DISCARD, 0, ranges(510, 3, 0), 0)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.DISCARD, 0, ranges(1, 0xffff_ffffL, 0), 0))
                .isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.WRITE_ZEROES, 0, new byte[15], 0)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.WRITE_ZEROES, 0, new byte[16 * 65], 0))
                .isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.DISCARD, 0, ranges(1, 1, 1), 0)).isEqualTo(BlockDriver.UNSUPPORTED);
        assertThat(driver.run(BlockDriver.WRITE_ZEROES, 0, ranges(1, 1, 2), 0)).isEqualTo(BlockDriver.UNSUPPORTED);
        assertThat(driver.run(2, 0, null, 512)).isEqualTo(BlockDriver.UNSUPPORTED);
        assertThat(disk.takeLog()).isEmpty();
        assertThat(host.lines).isEmpty();
    }

    @Test
    void a_disk_that_gives_no_blocks_back_offers_no_discard() {
        MemoryDisk keeping = new MemoryDisk("disk0", BlockDriver.SECTORS);
        keeping.setDiscards(false);
        use(keeping);
        function.resume();
        assertThat(new GuestDriver(host, function).offered() & (BlockFeature.DISCARD | BlockFeature.WRITE_ZEROES))
                .isEqualTo(BlockFeature.WRITE_ZEROES);
        BlockDriver driver = driver(BASIC & ~BlockFeature.DISCARD);
        assertThat(driver.run(BlockDriver.DISCARD, 0, ranges(1, 2, 0), 0)).isEqualTo(BlockDriver.UNSUPPORTED);
        assertThat(driver.run(BlockDriver.WRITE_ZEROES, 0, ranges(8, 1, 0), 0)).isEqualTo(BlockDriver.OK);
        assertThat(disk.takeLog()).containsExactly("zero 4096+512");
    }

    @Test
    void a_disk_that_is_read_only_says_so_and_fails_writes() {
        use(new MemoryDisk("disk0", BlockDriver.SECTORS, true));
        function.resume();
        assertThat(new GuestDriver(host, function).offered()
                        & (BlockFeature.READ_ONLY | BlockFeature.DISCARD | BlockFeature.WRITE_ZEROES))
                .isEqualTo(BlockFeature.READ_ONLY);
        BlockDriver driver = driver(GuestDriver.VERSION_1 | BlockFeature.READ_ONLY);
        assertThat(driver.run(BlockDriver.OUT, 0, new byte[512], 0)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.WRITE_ZEROES, 0, ranges(0, 1, 0), 0)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.IN, 0, null, 512)).isEqualTo(BlockDriver.OK);
    }

    @Test
    void a_failure_of_the_disk_is_told() {
        BlockDriver driver = driver(BASIC);
        disk.failNext(new IOException("the disk is broken"));
        assertThat(driver.run(BlockDriver.IN, 0, null, 512)).isEqualTo(BlockDriver.IO_ERROR);
        assertThat(driver.run(BlockDriver.IN, 0, null, 512)).isEqualTo(BlockDriver.OK);
    }

    @Test
    void a_request_without_a_header_or_a_status_needs_a_reset() {
        BlockDriver driver = driver(BASIC);
        driver.rings
                .getFirst()
                .offer(java.util.List.of(new org.vitrine.engine.virtio.ring.RingDriver.Buffer(0x8000, 16, false)));
        driver.show(0);
        assertThat(driver.guest.status() & GuestDriver.NEEDS_RESET).isNotZero();
        assertThat(host.lines).singleElement().asString().contains("no header or no status");
        assertThat(driver(BASIC).run(BlockDriver.IN, 0, null, 512)).isEqualTo(BlockDriver.OK);
    }

    @Test
    void a_disk_that_has_grown_tells_its_guest() {
        BlockDriver driver = driver(BASIC);
        long generation = driver.guest.read(0x15, 1);
        host.load(GuestDriver.CONFIG, 8);
        disk.grow(2 * BlockDriver.SECTORS);
        ((BlockDevice) function.device()).sizeChanged();
        assertThat(host.load(GuestDriver.ISR, 1)).isEqualTo(2);
        assertThat(host.load(GuestDriver.CONFIG, 8)).isEqualTo(2L * BlockDriver.SECTORS);
        assertThat(driver.guest.read(0x15, 1)).isNotEqualTo(generation);
    }

    @Test
    void requests_complete_in_the_order_of_the_disk() {
        BlockDriver driver = driver(EVERYTHING);
        disk.hold();
        BlockDriver.Request first = driver.put(0, BlockDriver.IN, 0, null, 512);
        BlockDriver.Request second = driver.put(0, BlockDriver.IN, 1, null, 512);
        driver.show(0);
        disk.release(1);
        assertThat(driver.status(first)).isEqualTo(BlockDriver.NONE);
        assertThat(driver.status(second)).isEqualTo(BlockDriver.OK);
        assertThat(driver.rings.getFirst().take().id()).isEqualTo(second.id());
        disk.release();
        assertThat(driver.rings.getFirst().take().id()).isEqualTo(first.id());
    }

    @ParameterizedTest
    @ValueSource(longs = {BASIC, EVERYTHING})
    void what_was_not_finished_at_a_pause_is_asked_for_anew_here_or_from_the_saved_state(long features)
            throws Exception {
        BlockDriver driver = driver(features);
        disk.hold();
        for (int i = 0; i < 4; i++) {
            driver.put(i & 1, BlockDriver.IN, i, null, 512);
        }
        driver.show(0);
        driver.show(1);
        disk.release(1);
        function.requestPause();
        function.awaitPaused();
        disk.takeLog();
        SavedState saved = SavedState.of(function);
        MemoryDisk otherDisk = new MemoryDisk("disk0", BlockDriver.SECTORS);
        try (LoggingHost otherHost = new LoggingHost();
                VirtioPci copy = BlockDriver.device(otherHost, otherDisk)) {
            otherHost.ram().segment().copyFrom(host.ram().segment());
            saved.loadInto(copy);
            copy.afterLoad();
            copy.resume();
            assertThat(otherDisk.takeLog()).containsExactly("read 0+512", "read 512+512", "read 1536+512");
        }
        function.resume();
        assertThat(disk.takeLog()).containsExactly("read 0+512", "read 512+512", "read 1536+512");
        disk.release();
        for (int i = 0; i < 4; i++) {
            assertThat(driver.rings.get(i & 1).take()).as("request %d", i).isNotNull();
        }
        assertThat(host.lines).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {BASIC, EVERYTHING})
    void its_state_survives_a_round_trip(long features) {
        Map<VirtioPci, MemoryDisk> disks = new IdentityHashMap<>();
        DeviceRoundTrip.of(other -> {
                    MemoryDisk made = new MemoryDisk("disk0", BlockDriver.SECTORS);
                    VirtioPci device = BlockDriver.device(other, made);
                    disks.put(device, made);
                    return device;
                })
                .hosts(LoggingHost::new)
                .prepare((device, other) -> {
                    BlockDriver driver = new BlockDriver(other, device, features, 2);
                    disks.get(device).hold();
                    driver.put(0, BlockDriver.IN, 3, null, 1024);
                    driver.put(0, BlockDriver.OUT, 7, new byte[512], 0);
                    driver.show(0);
                    other.store(GuestDriver.CONFIG + 32, 1, 0);
                    driver.guest.enableMessages(3);
                })
                // What the transport has of its own is tried in its test.
                .alikeAtPowerOn(
                        "broken", "resetRequested", "selects", "generation", "isr", "pci.msix.pending", "pci.intx")
                .surviving("generation")
                .carry((from, to) -> disks.get(from).release())
                .mmio(GuestDriver.BAR, 0x38)
                .mmio(GuestDriver.BAR + 0x2000, 0x40)
                .mmio(GuestDriver.NOTIFY, 8)
                .stimulus((device, other, random) -> new BlockDriver(other, device, features, 2)
                        .submit(random.nextInt(2), random.nextInt(2), random.nextInt(600), new byte[0], 512))
                .verify();
    }
}
