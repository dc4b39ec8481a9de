package org.vitrine.engine.ata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.image.block.MemoryDisk;

/** The commands of a disk but for those that are queued. */
class AtaDiskTest {
    private static final int SECTORS = 4096;
    private static final int READ_DMA_EXT = 0x25;
    private static final int WRITE_DMA_EXT = 0x35;
    private static final int FAILED = 1;

    private final LoggingHost host = new LoggingHost();
    private final Ahci ahci = new Ahci("ahci0", host, InlineWorker::new);
    private final MemoryDisk disk = new MemoryDisk("disk0", SECTORS);
    private GuestDriver guest;

    @BeforeEach
    void connect() {
        ahci.attach(0, new AtaDisk(disk));
        ahci.attach(1, new AtaDisk(new MemoryDisk("disk1", SECTORS, true)));
        ahci.resume();
        guest = new GuestDriver(host, ahci);
        guest.start();
    }

    @AfterEach
    void close() {
        ahci.close();
        host.close();
    }

    private boolean command(int command, int features, long lba, int count, int... regions) {
        guest.prepare(0, 0, regions);
        guest.diskFis(0, command, features, lba, count, 0);
        guest.issue(0);
        return guest.succeeded();
    }

    private int failure(int command, int features, long lba, int count, int... regions) {
        guest.prepare(0, 0, regions);
        guest.diskFis(0, command, features, lba, count, 0);
        guest.issue(0);
        int shown = guest.readPort(GuestDriver.TFD);
        assertThat(shown & FAILED).isEqualTo(FAILED);
        assertThat(guest.readPort(GuestDriver.PXIS) & 1 << 30).isNotZero();
        guest.restart();
        return shown >>> 8;
    }

    private ByteBuffer identify() {
        assertThat(command(0xec, 0, 0, 0, GuestDriver.BUFFER, 512)).isTrue();
        return ByteBuffer.wrap(guest.buffer(512)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int word(ByteBuffer identity, int number) {
        return identity.getShort(2 * number) & 0xffff;
    }

    private void fill(int address, int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + seed);
        }
        host.memory().write(address, bytes);
    }

    private byte[] memory(int address, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(address, bytes);
        return bytes;
    }

    @Test
    void it_shows_the_signature_of_a_disk() {
        assertThat(guest.readPort(GuestDriver.SIG)).isEqualTo(0x101);
        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x150);
        assertThat(guest.receivedFis(0x40, 7)).containsExactly(0x34, 0, 0x50, 1, 1, 0, 0);
    }

    @Test
    void identify_device_tells_size_queue_and_caches() {
        ByteBuffer identity = identify();

        assertThat(guest.readPort(GuestDriver.TFD)).isEqualTo(0x50);
        assertThat(word(identity, 0)).isEqualTo(0x40);
        assertThat(identity.getInt(2 * 60)).isEqualTo(SECTORS);
        assertThat(identity.getLong(2 * 100)).isEqualTo(SECTORS);
        assertThat(word(identity, 75)).isEqualTo(31);
        assertThat(word(identity, 76) & 1 << 8).isNotZero();
        assertThat(word(identity, 83) & 1 << 10).isNotZero();
        assertThat(word(identity, 85) & 1 << 5).as("write cache").isNotZero();
        assertThat(word(identity, 169)).isEqualTo(1);
        assertThat(new String(identity.array(), 20, 14)).isEqualTo("IVRTNI-Eidks 0");
        int sum = 0;
        for (byte value : identity.array()) {
            sum += value;
        }
        assertThat(sum & 0xff).isZero();
    }

    @Test
    void a_read_fills_scattered_memory_and_marks_it() {
        try (var dirty = host.memory().track(host.ram())) {
            assertThat(command(READ_DMA_EXT, 0, 100, 3, 0x5_0000, 2, 0x6_0000, 1022, 0x7_0ffe, 512))
                    .isTrue();

            byte[] expected = disk.content(100 * 512, 1536);
            assertThat(memory(0x5_0000, 2)).isEqualTo(Arrays.copyOf(expected, 2));
            assertThat(memory(0x6_0000, 1022)).isEqualTo(Arrays.copyOfRange(expected, 2, 1024));
            assertThat(memory(0x7_0ffe, 512)).isEqualTo(Arrays.copyOfRange(expected, 1024, 1536));
            assertThat(guest.transferred(0)).isEqualTo(1536);
            long[] pages = new long[4];
            dirty.collect(pages);
            assertThat(pages[1] & 1L << 0x70 - 64 | pages[1] & 1L << 0x71 - 64).isEqualTo(3L << 0x70 - 64);
        }
        assertThat(disk.takeLog()).containsExactly("read 51200+1536");
    }

    @Test
    void a_write_gathers_memory() {
        fill(0x5_0000, 512, 1);
        fill(0x6_0004, 512, 2);
        assertThat(command(WRITE_DMA_EXT, 0, SECTORS - 2, 2, 0x5_0000, 512, 0x6_0004, 512))
                .isTrue();

        assertThat(disk.content((SECTORS - 2) * 512, 512)).isEqualTo(memory(0x5_0000, 512));
        assertThat(disk.content((SECTORS - 1) * 512, 512)).isEqualTo(memory(0x6_0004, 512));
        assertThat(guest.readPort(GuestDriver.PXIS) & 1).isOne();
    }

    @Test
    void short_addresses_use_the_device_register_and_zero_counts_256() {
        assertThat(command(0xc8, 0, 5, 0, GuestDriver.BUFFER, 256 * 512)).isTrue();
        assertThat(guest.buffer(256 * 512)).isEqualTo(disk.content(5 * 512, 256 * 512));

        guest.prepare(0, 0, GuestDriver.BUFFER, 512);
        guest.diskFis(0, 0xc8, 0, 5, 1, 1);
        guest.issue(0);
        assertThat(guest.readPort(GuestDriver.TFD)).as("sector 0x1000005").isEqualTo(0x1051);
    }

    @Test
    void a_read_by_pio_ends_with_a_set_up_fis() {
        guest.writePort(GuestDriver.PXIS, -1);
        assertThat(command(0x24, 0, 9, 3, GuestDriver.BUFFER, 1536)).isTrue();

        assertThat(guest.buffer(1536)).isEqualTo(disk.content(9 * 512, 1536));
        assertThat(guest.readPort(GuestDriver.PXIS)).isEqualTo(2);
        assertThat(guest.receivedFis(0x20, 18)[17]).isEqualTo((byte) 2);
    }

    @Test
    void memory_that_is_not_there_swallows_what_is_read_and_reads_as_ones() {
        int end = (int) TestHost.DEFAULT_RAM;
        assertThat(command(READ_DMA_EXT, 0, 0, 2, end - 512, 1024)).isTrue();
        assertThat(memory(end - 512, 512)).isEqualTo(disk.content(0, 512));

        assertThat(command(WRITE_DMA_EXT, 0, 0, 1, end + 4096, 512)).isTrue();
        assertThat(disk.content(0, 512)).containsOnly(-1);
    }

    @Test
    void too_little_memory_overflows_a_read_and_aborts_a_write() {
        assertThat(command(READ_DMA_EXT, 0, 0, 2, GuestDriver.BUFFER, 1000)).isTrue();
        assertThat(guest.readPort(GuestDriver.PXIS) & 1 << 24).isNotZero();

        assertThat(failure(WRITE_DMA_EXT, 0, 0, 2, GuestDriver.BUFFER, 1000)).isEqualTo(4);
    }

    @Test
    void what_is_not_on_the_disk_is_not_found() {
        assertThat(failure(READ_DMA_EXT, 0, SECTORS - 1, 2, GuestDriver.BUFFER, 1024))
                .isEqualTo(0x10);
        assertThat(failure(WRITE_DMA_EXT, 0, (1L << 48) - 1, 0, GuestDriver.BUFFER, 1024))
                .isEqualTo(0x10);
        assertThat(failure(0x42, 0, SECTORS, 1)).isEqualTo(0x10);
        assertThat(command(0x42, 0, SECTORS - 1, 1)).isTrue();
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void a_read_only_disk_aborts_writes() {
        guest = new GuestDriver(host, ahci, 1);
        guest.start();

        assertThat(failure(WRITE_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512)).isEqualTo(4);
        assertThat(failure(0x06, 1, 0, 1, GuestDriver.BUFFER, 512)).isEqualTo(4);
        assertThat(command(READ_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512)).isTrue();
    }

    @Test
    void an_error_that_the_guest_is_to_hear_of_is_one_of_the_device() {
        disk.failNext(new IOException("no"));
        assertThat(failure(READ_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512)).isEqualTo(0x40);
        disk.failNext(new IOException("no"));
        assertThat(failure(WRITE_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512)).isEqualTo(4);
    }

    @Test
    void writes_are_durable_when_asked_for_or_without_a_write_cache() {
        command(0x3d, 0, 0, 1, GuestDriver.BUFFER, 512);
        command(WRITE_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512);
        command(0xef, 0x82, 0, 0);
        command(WRITE_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512);
        assertThat(word(identify(), 85) & 1 << 5).isZero();
        command(0xef, 0x02, 0, 0);
        command(WRITE_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512);
        command(0xea, 0, 0, 0);
        command(0xe7, 0, 0, 0);

        assertThat(disk.takeLog())
                .containsExactly(
                        "write 0+512 durable",
                        "write 0+512",
                        "flush",
                        "write 0+512 durable",
                        "write 0+512",
                        "flush",
                        "flush");
    }

    @Test
    void trim_discards_ranges() {
        host.memory().writeLong(GuestDriver.BUFFER, 16L << 48 | 8);
        host.memory().writeLong(GuestDriver.BUFFER + 8, 0);
        host.memory().writeLong(GuestDriver.BUFFER + 16, 1L << 48 | SECTORS - 1);
        assertThat(command(0x06, 1, 0, 1, GuestDriver.BUFFER, 512)).isTrue();
        assertThat(disk.takeLog()).containsExactly("discard 4096+8192", "discard 2096640+512");

        host.memory().writeLong(GuestDriver.BUFFER, 16L << 48 | SECTORS);
        assertThat(failure(0x06, 1, 0, 1, GuestDriver.BUFFER, 512)).isEqualTo(0x10);
        assertThat(failure(0x06, 1, 0, 9, GuestDriver.BUFFER, 9 * 512)).isEqualTo(4);
        assertThat(failure(0x06, 1, 0, 1, GuestDriver.BUFFER, 100)).isEqualTo(4);
        assertThat(failure(0x06, 0, 0, 1, GuestDriver.BUFFER, 512)).isEqualTo(4);
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void a_disk_that_gives_no_blocks_back_has_no_trim() {
        assertThat(word(identify(), 169)).isEqualTo(1);
        disk.setDiscards(false);
        ByteBuffer identity = identify();

        assertThat(word(identity, 169)).isZero();
        assertThat(word(identity, 105)).isZero();
        assertThat(failure(0x06, 1, 0, 1, GuestDriver.BUFFER, 512)).isEqualTo(4);
        assertThat(disk.takeLog()).isEmpty();
    }

    @Test
    void power_modes_are_told_and_standby_flushes() {
        command(0xe5, 0, 0, 0);
        assertThat(guest.receivedFis(0x40, 13)[12]).isEqualTo((byte) 0xff);
        command(0xe0, 0, 0, 0);
        command(0xe5, 0, 0, 0);
        assertThat(guest.receivedFis(0x40, 13)[12]).isEqualTo((byte) 0);
        assertThat(disk.takeLog()).containsExactly("flush");
        command(READ_DMA_EXT, 0, 0, 1, GuestDriver.BUFFER, 512);
        command(0xe5, 0, 0, 0);
        assertThat(guest.receivedFis(0x40, 13)[12]).isEqualTo((byte) 0xff);
    }

    @Test
    void smart_finds_nothing_wrong() {
        int key = 0xc24f00;
        assertThat(command(0xb0, 0xda, key, 0)).isTrue();
        assertThat(guest.receivedFis(0x40, 7)).endsWith(0x4f, 0xc2);
        assertThat(command(0xb0, 0xd0, key, 1, GuestDriver.BUFFER, 512)).isTrue();
        assertThat(guest.buffer(3)).containsExactly(0x10, 0, 5);
        assertThat(failure(0xb0, 0xda, 0, 0)).isEqualTo(4);
        assertThat(command(0xb0, 0xd9, key, 0)).isTrue();
        assertThat(failure(0xb0, 0xda, key, 0)).isEqualTo(4);
        assertThat(word(identify(), 85) & 1).isZero();
    }

    @Test
    void settings_are_kept_until_a_hard_reset() {
        assertThat(command(0xef, 0x03, 0, 0x42)).isTrue();
        assertThat(command(0xc6, 0, 0, 8)).isTrue();
        assertThat(failure(0xc6, 0, 0, 32)).isEqualTo(4);
        assertThat(failure(0xef, 0x03, 0, 0x47)).isEqualTo(4);
        assertThat(word(identify(), 88)).isEqualTo(0x043f);
        assertThat(word(identify(), 59)).isEqualTo(0x0108);

        guest.writePort(GuestDriver.CMD, 0x10);
        guest.writePort(GuestDriver.SCTL, 1);
        guest.writePort(GuestDriver.SCTL, 0);
        guest.restart();
        assertThat(word(identify(), 88)).isEqualTo(0x203f);
    }

    @Test
    void the_largest_address_is_told() {
        command(0x27, 0, 0, 0);
        assertThat(guest.receivedFis(0x40, 7)).endsWith(SECTORS - 1 & 0xff, SECTORS - 1 >>> 8, 0);
        assertThat(failure(0x99, 0, 0, 0)).isEqualTo(4);
        assertThat(failure(0xa1, 0, 0, 0)).isEqualTo(4);
    }
}
