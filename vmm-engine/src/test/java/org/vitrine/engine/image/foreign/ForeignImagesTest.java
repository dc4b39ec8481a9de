package org.vitrine.engine.image.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.qcow2.Qemu;
import org.vitrine.engine.image.work.ImageWork;

/** What QEMU writes in the formats of others. */
class ForeignImagesTest {
    /** A size that a geometry can give. */
    private static final int SIZE = 4 * 17 * 512 * 297;

    @TempDir
    Path directory;

    private final byte[] disk = new byte[SIZE];

    @BeforeEach
    void makeDisk() throws IOException {
        Random random = new Random(5);
        for (int i = 3_000_000; i < 5_000_000; i++) {
            disk[i] = (byte) random.nextInt();
        }
        disk[SIZE - 1] = 1;
        Files.write(directory.resolve("raw"), disk);
    }

    private Path make(String format, String options) throws IOException {
        Path path = directory.resolve("image." + format);
        Qemu.img("convert", "-f", "raw", "-O", format, "-o", options, directory.resolve("raw"), path);
        return path;
    }

    @ParameterizedTest
    @CsvSource({
        "vdi,static=off",
        "vdi,static=on",
        "vpc,subformat=dynamic",
        "vpc,subformat=fixed",
        "vpc,'subformat=dynamic,force_size=on'",
        "vhdx,'subformat=dynamic,block_size=1M'",
        "vhdx,'subformat=dynamic,block_size=8M,block_state_zero=off'",
        "vhdx,subformat=fixed",
        "vmdk,subformat=monolithicSparse",
        "vmdk,'subformat=monolithicSparse,zeroed_grain=on'",
        "vmdk,subformat=monolithicFlat",
        "vmdk,subformat=twoGbMaxExtentSparse",
        "vmdk,subformat=twoGbMaxExtentFlat",
        "vmdk,subformat=streamOptimized"
    })
    void is_read_overlaid_and_converted(String format, String options) throws Exception {
        Path path = make(format, options);
        byte[] seen = new byte[SIZE];
        try (BlockNode image = Images.open(path, true, ImageFormat.of(format))) {
            assertThat(image.size()).isEqualTo(SIZE);
            image.read(0, Buffers.of(seen));
        }
        assertThat(Arrays.equals(seen, disk)).isTrue();

        Path overlay = directory.resolve("overlay");
        ImageWork.createQcow2(
                overlay, Qcow2Options.ofSize(SIZE).over(path.getFileName().toString(), format), false);
        Qemu.img("compare", "-f", "qcow2", "-F", "raw", overlay, directory.resolve("raw"));
        Path converted = directory.resolve("converted");
        ImageWork.convertToQcow2(
                path, ImageFormat.of(format), converted, Qcow2Options.ofSize(0), false, false, Progress.NONE);
        Qemu.img("compare", "-f", format, "-F", "qcow2", path, converted);
    }

    @ParameterizedTest
    @CsvSource({
        "vdi,static=off",
        "vpc,subformat=dynamic",
        "vpc,subformat=fixed",
        "vhdx,block_size=1M",
        "vmdk,subformat=monolithicSparse",
        "vmdk,subformat=streamOptimized"
    })
    void is_refused_when_it_is_cut_short(String format, String options) throws Exception {
        byte[] whole = Files.readAllBytes(make(format, options));
        for (int length : new int[] {0, 100, 512, 600, whole.length / 2, whole.length - (1 << 19) - 512}) {
            MemoryFile file = new MemoryFile(Arrays.copyOf(whole, length), true);

            assertThatThrownBy(() -> open(format, file).read(0, Buffers.of(new byte[SIZE])))
                    .as("%d bytes", length)
                    .isInstanceOfAny(ImageException.class, IOException.class)
                    .hasMessageEndingWith(".");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vdi,static=off",
        "vpc,subformat=dynamic",
        "vhdx,block_size=1M",
        "vmdk,subformat=monolithicSparse",
        "vmdk,subformat=streamOptimized"
    })
    void random_damage_throws_nothing_but_what_is_declared(String format, String options) throws Exception {
        byte[] whole = Files.readAllBytes(make(format, options));
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(2048)] ^= (byte) (1 << random.nextInt(8));
            damaged[random.nextInt(512)] ^= (byte) (1 << random.nextInt(8));
            try (BlockNode image = open(format, new MemoryFile(damaged, true))) {
                image.read(0, Buffers.of(new byte[(int) Math.min(image.size(), SIZE)]));
            } catch (ImageException | IOException e) {
                assertThat(e.getMessage()).endsWith(".");
            }
        }
    }

    private static BlockNode open(String format, MemoryFile file) throws ImageException, IOException {
        return ForeignOpeners.open(format, file);
    }

    @ParameterizedTest
    @CsvSource({
        "vdi,static=off",
        "vpc,subformat=dynamic",
        "vhdx,subformat=dynamic",
        "vmdk,subformat=monolithicSparse",
        "vmdk,subformat=streamOptimized",
        "vmdk,subformat=twoGbMaxExtentFlat"
    })
    void is_recognised_and_not_written(String format, String options) throws Exception {
        Path path = make(format, options);

        assertThat(ImageWork.describe(path, Optional.empty()).format().id()).isEqualTo(format);
        assertThatThrownBy(() -> Images.open(path, false, Optional.empty()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("only read here");
    }

    @Test
    void a_stream_whose_directory_is_known_at_its_end_is_read() throws Exception {
        byte[] stream = StreamFooter.addedTo(Files.readAllBytes(make("vmdk", "subformat=streamOptimized")));
        byte[] seen = new byte[SIZE];
        try (BlockNode image = open("vmdk", new MemoryFile(stream, true))) {
            image.read(0, Buffers.of(seen));
        }

        assertThat(Arrays.equals(seen, disk)).isTrue();
    }
}
