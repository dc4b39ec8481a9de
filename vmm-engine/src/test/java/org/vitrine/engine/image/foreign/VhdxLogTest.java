package org.vitrine.engine.image.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qemu;

/** Images that were not closed. */
class VhdxLogTest {
    private static final int SIZE = 8 << 20;
    private static final int MIB = 1 << 20;
    private static final int SECTOR = 4096;

    @TempDir
    Path directory;

    private byte[] bytes = new byte[0];
    private ByteBuffer image = ByteBuffer.wrap(bytes);

    /** Block n of 1 MiB is filled with n + 1. */
    @BeforeEach
    void makeImage() throws Exception {
        byte[] disk = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            disk[i] = (byte) (i / MIB + 1);
        }
        Path raw = directory.resolve("raw");
        Path path = directory.resolve("image");
        Files.write(raw, disk);
        Qemu.img("convert", "-f", "raw", "-O", "vhdx", "-o", "block_size=1M", raw, path);
        bytes = Files.readAllBytes(path);
        image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] read() throws Exception {
        byte[] before = bytes.clone();
        MemoryFile file = new MemoryFile(bytes, true);
        try (BlockNode disk = Vhdx.open(file)) {
            byte[] seen = new byte[SIZE];
            disk.read(0, Buffers.of(seen));
            assertThat(file.content()).isEqualTo(before);
            return seen;
        }
    }

    private void crc(int from, int length) {
        image.putInt(from + 4, 0);
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        image.putInt(from + 4, (int) sum.getValue());
    }

    /** Says that the log counts. */
    private void markOpen() {
        for (int header : new int[] {64 << 10, 128 << 10}) {
            image.putLong(header + 48, 77).putLong(header + 56, 0);
            image.putInt(header + 68, MIB).putLong(header + 72, MIB);
            crc(header, SECTOR);
        }
    }

    /**
     * Puts an entry into the log that writes one sector, and then zeroes another.
     *
     * @param offset of it in the log, where two sectors follow, perhaps at the start again
     */
    private void log(int offset, int tail, long sequence, long written, byte[] sector, long zeroed) {
        ByteBuffer entry = ByteBuffer.allocate(2 * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        entry.putInt(0, 0x65676f6c).putInt(8, 2 * SECTOR).putInt(12, tail).putLong(16, sequence);
        entry.putInt(24, zeroed < 0 ? 1 : 2)
                .putLong(32, 77)
                .putLong(48, bytes.length)
                .putLong(56, bytes.length);
        entry.putInt(64, 0x63736564).putLong(80, written).putLong(88, sequence);
        entry.put(68, sector, SECTOR - 4, 4).put(72, sector, 0, 8);
        if (zeroed >= 0) {
            entry.putInt(96, 0x6f72657a)
                    .putLong(104, SECTOR)
                    .putLong(112, zeroed)
                    .putLong(120, sequence);
        }
        entry.put(SECTOR, sector);
        entry.putInt(SECTOR, 0x61746164).putInt(SECTOR + 4, (int) (sequence >>> 32));
        entry.putInt(2 * SECTOR - 4, (int) sequence);
        CRC32C sum = new CRC32C();
        sum.update(entry.array());
        entry.putInt(4, (int) sum.getValue());
        for (int i = 0; i < 2; i++) {
            System.arraycopy(entry.array(), i * SECTOR, bytes, MIB + (offset + i * SECTOR) % MIB, SECTOR);
        }
    }

    private int bat() {
        return (int) image.getLong((192 << 10) + 32);
    }

    private byte[] batSector() {
        return Arrays.copyOfRange(bytes, bat(), bat() + SECTOR);
    }

    /** Exchanges two blocks in a copy of the block table's first sector. */
    private byte[] exchanged(int one, int other) {
        byte[] sector = batSector();
        System.arraycopy(bytes, bat() + 8 * one, sector, 8 * other, 8);
        System.arraycopy(bytes, bat() + 8 * other, sector, 8 * one, 8);
        return sector;
    }

    @Test
    void what_the_log_says_counts_and_the_file_stays_as_it_is() throws Exception {
        markOpen();
        log(0, 0, 5, bat(), exchanged(0, 1), -1);
        byte[] seen = read();

        assertThat(seen[0]).isEqualTo((byte) 2);
        assertThat(seen[MIB]).isEqualTo((byte) 1);
        assertThat(seen[2 * MIB]).isEqualTo((byte) 3);
    }

    @Test
    void the_newest_whole_sequence_counts_also_around_the_end() throws Exception {
        markOpen();
        int last = MIB - SECTOR;
        log(8 * SECTOR, 8 * SECTOR, 9, bat(), exchanged(6, 7), -1);
        log(last, last, 20, bat(), exchanged(0, 1), -1);
        log(SECTOR, last, 21, bat(), exchanged(2, 3), -1);
        byte[] seen = read();

        // The second of the sequence wrote the sector anew, with the first two as they were.
        assertThat(new byte[] {seen[0], seen[MIB], seen[2 * MIB], seen[3 * MIB], seen[6 * MIB]})
                .containsExactly(1, 2, 4, 3, 7);
    }

    @Test
    void entries_before_the_tail_are_done_with() throws Exception {
        markOpen();
        log(0, 0, 1, bat(), new byte[SECTOR], -1);
        log(2 * SECTOR, 2 * SECTOR, 2, bat() + 2 * SECTOR, new byte[SECTOR], -1);

        assertThat(read()[0]).isEqualTo((byte) 1);
    }

    @Test
    void zeroes_are_replayed_and_give_way_to_what_is_written_later() throws Exception {
        long first = image.getLong(bat()) & -1L << 20;
        markOpen();
        byte[] sector = new byte[SECTOR];
        Arrays.fill(sector, (byte) 99);
        log(0, 0, 1, first + 8 * SECTOR, sector, first);
        log(2 * SECTOR, 0, 2, first + SECTOR, sector, first + 8 * SECTOR);
        byte[] seen = read();

        byte[] expected = new byte[10 * SECTOR];
        Arrays.fill(expected, SECTOR, 2 * SECTOR, (byte) 99);
        Arrays.fill(expected, 2 * SECTOR, 8 * SECTOR, (byte) 1);
        Arrays.fill(expected, 9 * SECTOR, 10 * SECTOR, (byte) 1);
        assertThat(Arrays.copyOf(seen, expected.length)).isEqualTo(expected);
    }

    @Test
    void a_log_that_is_not_whole_is_refused() {
        markOpen();
        log(0, 0, 5, bat(), exchanged(0, 1), -1);
        bytes[MIB + SECTOR + 100] ^= 1;

        assertThatThrownBy(this::read).isInstanceOf(ImageException.class).hasMessageContaining("its log is not whole");
    }

    @Test
    void a_log_whose_oldest_needed_entry_is_gone_is_refused() {
        markOpen();
        log(0, 4 * SECTOR, 5, bat(), exchanged(0, 1), -1);

        assertThatThrownBy(this::read).hasMessageContaining("its log is not whole");
    }

    @Test
    void a_log_that_writes_outside_any_file_is_refused() {
        markOpen();
        log(0, 0, 5, -SECTOR, exchanged(0, 1), -1);
        assertThatThrownBy(this::read).hasMessageContaining("its log writes where no file has bytes");
        log(0, 0, 5, 513, exchanged(0, 1), -1);
        assertThatThrownBy(this::read).hasMessageContaining("its log writes where no file has bytes");
    }

    @Test
    void a_file_shorter_than_when_the_log_was_flushed_is_refused() {
        markOpen();
        log(0, 0, 5, bat(), exchanged(0, 1), -1);
        bytes = Arrays.copyOf(bytes, bytes.length - MIB);

        assertThatThrownBy(this::read).hasMessageContaining("shorter than its log says");
    }

    /** QEMU says that its log is done with after each entry, but leaves the entry there. */
    @Test
    void what_qemu_logged_is_replayed_as_by_its_own_repair() throws Exception {
        Path path = directory.resolve("left");
        Qemu.img("create", "-q", "-f", "vhdx", "-o", "block_size=1M", path, SIZE);
        Qemu.abandon(path, "vhdx", "write -P 7 100k 3M", "write -P 8 5M 1k");
        bytes = Files.readAllBytes(path);
        image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int last = MIB;
        for (int at = MIB; at < 2 * MIB; at += SECTOR) {
            boolean newer = image.getInt(at) == 0x65676f6c && image.getLong(at + 16) > image.getLong(last + 16);
            last = newer ? at : last;
        }
        for (int header : new int[] {64 << 10, 128 << 10}) {
            System.arraycopy(bytes, last + 32, bytes, header + 48, 16);
            crc(header, SECTOR);
        }
        Arrays.fill(bytes, bat(), bat() + SECTOR, (byte) 0);
        Files.write(path, bytes);
        assertThat(Qemu.tryImg("convert", "-f", "vhdx", "-O", "raw", path, directory.resolve("out"))
                        .output())
                .contains("log");
        byte[] seen = new byte[SIZE];
        try (BlockNode disk = Images.open(path, true, Optional.of(ImageFormat.VHDX))) {
            disk.read(0, Buffers.of(seen));
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(bytes);

        Qemu.img("check", "-f", "vhdx", "-r", "all", path);
        assertThat(seen).isEqualTo(Qemu.read(path, directory.resolve("out"), "-f", "vhdx"));
        assertThat(seen[5 * MIB]).isEqualTo((byte) 8);
    }
}
