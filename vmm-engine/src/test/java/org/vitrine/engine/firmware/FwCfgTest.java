package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.board.Board;
import org.vitrine.engine.config.Processor;
import org.vitrine.engine.device.DeviceRoundTrip;
import org.vitrine.engine.device.TestHost;

class FwCfgTest {
    private static final int SELECTOR = 0x510;
    private static final int DATA = 0x511;
    private static final int DMA_HIGH = 0x514;
    private static final int DMA_LOW = 0x518;
    private static final long REQUEST = 0x1000;
    private static final long BUFFER = 0x2000;
    private static final int READ = 2;
    private static final int SKIP = 4;
    private static final int SELECT = 8;
    private static final int WRITE = 16;
    private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private TestHost host;

    @BeforeEach
    void powerOn() {
        host = new TestHost();
        new FwCfg("fw_cfg", host, Board.Q35, items());
    }

    @AfterEach
    void powerOff() {
        host.close();
    }

    private static FwCfgItems items() {
        return new FwCfgItems(Board.Q35, Processor.ofCores(3), 0x1_2345_6000L, ID)
                .file("etc/zebra", new byte[] {1, 2, 3})
                .file("etc/apple", "0123456789abcdefghij".getBytes(StandardCharsets.US_ASCII))
                .textFile("bootorder", "/rom@genroms/x.bin");
    }

    private byte[] item(int key, int length) {
        host.out(SELECTOR, 2, key);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            bytes.write(host.in(DATA));
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** @return the control word that the device left behind */
    private int dma(int control, int length, long address) {
        request(control, length, address);
        host.out(DMA_LOW, 4, Integer.reverseBytes((int) REQUEST));
        return Integer.reverseBytes(host.memory().readInt(REQUEST));
    }

    private void request(int control, int length, long address) {
        ByteBuffer request = ByteBuffer.allocate(16);
        request.putInt(control).putInt(length).putLong(address);
        host.memory().write(REQUEST, request.array());
    }

    private byte[] memory(long address, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(address, bytes);
        return bytes;
    }

    @Test
    void the_signature_and_the_features_are_answered() {
        assertThat(item(0, 4)).isEqualTo("QEMU".getBytes(StandardCharsets.US_ASCII));
        assertThat(item(1, 4)).isEqualTo(bytes(3, 0, 0, 0));
    }

    @Test
    void the_machine_is_described_by_the_numbered_keys() {
        assertThat(item(2, 16))
                .isEqualTo(bytes(
                        0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff));
        assertThat(item(3, 8)).isEqualTo(bytes(0, 0x60, 0x45, 0x23, 1, 0, 0, 0));
        assertThat(item(5, 2)).isEqualTo(bytes(3, 0));
        assertThat(item(0x0f, 2)).isEqualTo(bytes(3, 0));
        assertThat(item(0x0d, 32)).as("no NUMA node, three CPUs").containsOnly(0);
        assertThat(item(0x8002, 4)).isEqualTo(bytes(1, 0, 0, 0));
        assertThat(item(0x8004, 15)).isEqualTo(bytes(1, 1, 0xa2, 0x86, 0x80, 0, 0, 0xd0, 0xfe, 0, 0, 0, 0, 100, 0));
    }

    @Test
    void the_boot_menu_is_off_until_it_is_asked_for() {
        assertThat(item(0x0e, 2)).isEqualTo(bytes(0, 0));
        try (TestHost other = new TestHost()) {
            new FwCfg("fw_cfg", other, Board.Q35, items().bootMenu(5000));
            other.out(SELECTOR, 2, 0x0e);
            assertThat(other.in(DATA)).isOne();
            // OVMF takes nothing else than 16 bits.
            assertThat(items().bootMenu(5000).files.get("etc/boot-menu-wait")).isEqualTo(bytes(0x88, 0x13));
        }
    }

    @Test
    void a_file_that_changes_is_asked_for_when_it_is_selected() {
        byte[][] now = {bytes(1, 2)};
        try (TestHost other = new TestHost()) {
            FwCfgItems items =
                    new FwCfgItems(Board.Q35, Processor.ofCores(1), 1 << 20, ID).file("etc/now", () -> now[0]);
            new FwCfg("fw_cfg", other, Board.Q35, items);
            now[0] = bytes(3, 4);
            other.out(SELECTOR, 2, 0x20);
            assertThat(other.in(DATA)).isEqualTo(3);
            now[0] = bytes(5, 6);
            assertThat(other.in(DATA)).isEqualTo(4);
            other.out(SELECTOR, 2, 0x20);
            assertThat(other.in(DATA)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FwCfgKey.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "SIGNATURE",
                "ID",
                "UUID",
                "RAM_SIZE",
                "CPU_COUNT",
                "MAX_CPUS",
                "IRQ0_OVERRIDE",
                "HPET",
                "FILE_DIRECTORY"
            })
    void the_other_numbered_keys_say_that_there_is_nothing(FwCfgKey key) {
        item(FwCfgKey.SIGNATURE.number(), 1);

        assertThat(item(key.number(), 100)).containsOnly(0);
    }

    @Test
    void the_directory_lists_the_files_by_name_in_big_endian() {
        ByteBuffer directory = ByteBuffer.wrap(item(0x19, 4 + 3 * 64));

        List<String> listing = new ArrayList<>();
        int count = directory.getInt();
        for (int i = 0; i < count; i++) {
            int size = directory.getInt();
            int key = directory.getShort();
            directory.getShort();
            byte[] name = new byte[56];
            directory.get(name);
            listing.add(new String(name, StandardCharsets.US_ASCII).trim() + " " + key + " " + size);
        }
        assertThat(listing).containsExactly("bootorder 32 19", "etc/apple 33 20", "etc/zebra 34 3");
    }

    @Test
    void a_file_is_read_byte_by_byte_and_then_as_zeros() {
        assertThat(item(34, 5)).isEqualTo(bytes(1, 2, 3, 0, 0));
    }

    @Test
    void an_item_that_does_not_exist_reads_as_zeros() {
        assertThat(item(0x2fff, 4)).containsOnly(0);
        assertThat(item(0xbfff, 4)).containsOnly(0);
        assertThat(item(0x1a, 4)).containsOnly(0);
    }

    @Test
    void the_write_channel_of_a_key_selects_the_same_item() {
        assertThat(item(0x4000, 4)).isEqualTo("QEMU".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void the_selector_reads_as_ones_and_takes_only_words() {
        item(34, 1);

        host.out(SELECTOR, 1, 0);
        host.out(DATA, 1, 0x77);

        assertThat(host.in(SELECTOR)).isEqualTo(0xff);
        assertThat(host.in(DATA)).isEqualTo(2);
    }

    @Test
    void the_dma_address_reads_as_its_signature() {
        assertThat(host.in(DMA_HIGH, 4)).isEqualTo(0x554d4551);
        assertThat(host.in(DMA_LOW, 4)).isEqualTo(0x47464320);
        assertThat(host.in(DMA_LOW + 3)).isEqualTo('G');
    }

    @Test
    void a_dma_read_selects_and_copies() {
        int control = dma(33 << 16 | SELECT | READ, 19, BUFFER);

        assertThat(control).isZero();
        assertThat(memory(BUFFER, 19)).isEqualTo("0123456789abcdefghi".getBytes(StandardCharsets.US_ASCII));
        assertThat(host.in(DATA)).isEqualTo('j');
    }

    @Test
    void a_dma_read_past_the_end_fills_with_zeros() {
        host.memory().writeLong(BUFFER, -1);
        host.memory().writeLong(BUFFER + 8, -1);

        assertThat(dma(34 << 16 | SELECT | READ, 13, BUFFER)).isZero();

        assertThat(memory(BUFFER, 16)).isEqualTo(bytes(1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff));
    }

    @Test
    void a_dma_skip_advances_and_stops_at_the_end() {
        assertThat(dma(33 << 16 | SELECT | SKIP, 10, 0)).isZero();
        assertThat(host.in(DATA)).isEqualTo('a');

        assertThat(dma(SKIP, -1, 0)).isZero();
        assertThat(host.in(DATA)).isZero();
    }

    @Test
    void a_dma_write_is_refused() {
        assertThat(dma(34 << 16 | SELECT | WRITE, 3, BUFFER)).isOne();
        assertThat(item(34, 3)).isEqualTo(bytes(1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(longs = {TestHost.DEFAULT_RAM, TestHost.DEFAULT_RAM - 2, -1, Long.MIN_VALUE, 1L << 40})
    void a_dma_read_to_what_is_not_memory_is_an_error(long address) {
        assertThat(dma(33 << 16 | SELECT | READ, 4, address)).isOne();
    }

    @Test
    void a_dma_read_of_more_than_any_item_is_an_error() {
        assertThat(dma(33 << 16 | SELECT | READ, (int) FwCfg.MAX_TRANSFER + 1, 0))
                .isOne();
        assertThat(dma(33 << 16 | SELECT | READ, -1, 0)).isOne();
    }

    @Test
    void a_request_outside_memory_is_ignored() {
        item(34, 1);

        host.out(DMA_HIGH, 4, Integer.reverseBytes(-1));
        host.out(DMA_LOW, 4, Integer.reverseBytes(-8));

        assertThat(host.in(DATA)).isEqualTo(2);
    }

    @Test
    void the_high_half_of_the_address_counts_once() {
        request(33 << 16 | SELECT | READ, 4, BUFFER);

        host.out(DMA_HIGH, 4, Integer.reverseBytes(1));
        host.out(DMA_LOW, 4, Integer.reverseBytes((int) REQUEST));
        assertThat(memory(BUFFER, 4)).containsOnly(0);

        host.out(DMA_LOW, 4, Integer.reverseBytes((int) REQUEST));
        assertThat(memory(BUFFER, 4)).isEqualTo("0123".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void a_quad_word_write_is_both_halves() {
        request(33 << 16 | SELECT | READ, 4, BUFFER);

        host.ports().write(DMA_HIGH, 8, Long.reverseBytes(REQUEST));

        assertThat(memory(BUFFER, 4)).isEqualTo("0123".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "with space",
                "ümlaut",
                "etc/apple",
                "etc/a-name-that-is-one-byte-longer-than-the-directory-holds"
            })
    void a_name_that_the_directory_cannot_hold_is_refused(String name) {
        FwCfgItems items = items();

        assertThatThrownBy(() -> items.file(name, new byte[1])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void it_survives_a_round_trip() {
        DeviceRoundTrip.of(other -> new FwCfg("fw_cfg", other, Board.Q35, items()))
                .ports(0x510, 12)
                .ports(0x510, 2)
                .ports(0x511, 1)
                .prepare((device, other) -> {
                    other.out(SELECTOR, 2, 33);
                    other.in(DATA);
                    other.out(DMA_HIGH, 4, Integer.reverseBytes(5));
                })
                .verify();
    }
}
