package org.vitrine.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsoImageTest {
    private static final int SECTOR = OpticalMedium.SECTOR;

    @TempDir
    private Path directory;

    private final ByteBuffer disc = ByteBuffer.allocate(300 * SECTOR).order(ByteOrder.LITTLE_ENDIAN);

    private void descriptor(int sector, int type, String identifier) {
        disc.put(sector * SECTOR, (byte) type);
        disc.put(sector * SECTOR + 1, identifier.getBytes(StandardCharsets.US_ASCII));
    }

    private void iso9660(int volumeSectors) {
        descriptor(16, 1, "CD001");
        disc.putInt(16 * SECTOR + 80, volumeSectors).putShort(16 * SECTOR + 128, (short) SECTOR);
        descriptor(17, 255, "CD001");
    }

    private void udf(int firstSector, int partitionStart, int partitionSectors) {
        descriptor(firstSector, 0, "BEA01");
        descriptor(firstSector + 1, 0, "NSR02");
        descriptor(firstSector + 2, 0, "TEA01");
        disc.putShort(256 * SECTOR, (short) 2).putInt(256 * SECTOR + 20, 32);
        disc.putShort(32 * SECTOR, (short) 1);
        disc.putShort(33 * SECTOR, (short) 5);
        disc.putInt(33 * SECTOR + 188, partitionStart).putInt(33 * SECTOR + 192, partitionSectors);
        disc.putShort(34 * SECTOR, (short) 8);
    }

    private Path write(int bytes) throws IOException {
        Path file = directory.resolve("disc.iso");
        byte[] content = new byte[bytes];
        disc.get(0, content, 0, bytes);
        return Files.write(file, content);
    }

    private static void refused(Path file, String... parts) {
        assertThatThrownBy(() -> IsoImage.open(file))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContainingAll(parts)
                .hasMessageEndingWith(".");
    }

    @Test
    void an_iso_9660_image_opens_and_reads() throws Exception {
        iso9660(300);
        disc.putInt(20 * SECTOR + 4, 0x12345678);
        try (IsoImage image = IsoImage.open(write(300 * SECTOR));
                Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(3 * SECTOR);
            image.read(19 * SECTOR + 4, into);

            assertThat(image.sectors()).isEqualTo(300);
            assertThat(into.get(ValueLayout.JAVA_INT, SECTOR)).isEqualTo(0x12345678);
        }
    }

    @Test
    void a_udf_image_without_iso_9660_opens() throws Exception {
        udf(16, 257, 43);
        IsoImage.open(write(300 * SECTOR)).close();
    }

    @Test
    void a_file_that_ends_inside_a_sector_is_filled_up_with_zeroes() throws Exception {
        iso9660(19);
        disc.put(20 * SECTOR, (byte) 7);
        try (IsoImage image = IsoImage.open(write(20 * SECTOR + 1));
                Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(SECTOR).fill((byte) 1);
            image.read(20 * SECTOR, into);

            assertThat(image.sectors()).isEqualTo(21);
            assertThat(into.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
            assertThat(into.asSlice(1).mismatch(arena.allocate(SECTOR - 1))).isEqualTo(-1);
        }
    }

    @Test
    void reads_past_the_end_fail() throws Exception {
        iso9660(300);
        try (IsoImage image = IsoImage.open(write(300 * SECTOR));
                Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(SECTOR);

            assertThatThrownBy(() -> image.read(299 * SECTOR + 1, into)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> image.read(-1, into)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_file_that_shrinks_while_it_is_open_fails_to_read() throws Exception {
        iso9660(300);
        Path file = write(300 * SECTOR);
        try (IsoImage image = IsoImage.open(file);
                Arena arena = Arena.ofConfined()) {
            write(20 * SECTOR);
            MemorySegment into = arena.allocate(SECTOR);

            assertThatThrownBy(() -> image.read(30 * SECTOR, into)).hasMessageContaining("shorter");
        }
    }

    @Test
    void a_missing_file_is_refused() {
        refused(directory.resolve("absent.iso"), "does not exist");
    }

    @Test
    void a_link_to_itself_is_refused_with_the_systems_reason() throws Exception {
        Path link = directory.resolve("loop.iso");
        Files.createSymbolicLink(link, link);
        refused(link, "cannot be opened: Too many levels of symbolic links");
    }

    @Test
    void a_directory_is_refused() {
        refused(directory, "is a directory");
    }

    @Test
    void a_device_is_refused() {
        refused(Path.of("/dev/null"), "is not a regular file");
    }

    @Test
    void an_empty_file_is_refused() throws Exception {
        refused(write(0), "is empty");
    }

    @Test
    void a_file_without_volume_descriptors_is_refused() throws Exception {
        refused(write(300 * SECTOR), "is not an ISO image");
    }

    @Test
    void a_file_that_ends_before_the_volume_descriptors_is_refused() throws Exception {
        iso9660(300);
        refused(write(16 * SECTOR + 100), "is not an ISO image");
    }

    @Test
    void an_image_shorter_than_its_volume_is_truncated() throws Exception {
        iso9660(300);
        refused(write(299 * SECTOR), "is truncated", "612,352 bytes", "614,400");
    }

    @Test
    void a_bridge_disc_shorter_than_its_udf_partition_is_truncated() throws Exception {
        iso9660(100);
        udf(18, 257, 43);
        refused(write(299 * SECTOR), "is truncated", "612,352 bytes", "614,400");
    }

    @Test
    void a_file_that_may_not_be_read_is_refused() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may read everything");
        iso9660(300);
        Path file = write(300 * SECTOR);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));

        refused(file, "permission was denied");
    }

    @Test
    void endless_volume_descriptors_end() throws Exception {
        for (int i = 16; i < 300; i++) {
            descriptor(i, 2, "CD001");
        }
        Path file = write(300 * SECTOR);
        assertThatCode(() -> IsoImage.open(file).close()).doesNotThrowAnyException();
    }

    @Test
    void an_image_with_a_volume_of_eight_tebibytes_does_not_overflow() throws Exception {
        iso9660(-1);
        refused(write(300 * SECTOR), "is truncated", "8,796,093,020,160");
    }
}
