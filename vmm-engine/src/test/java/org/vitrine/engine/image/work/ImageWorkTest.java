package org.vitrine.engine.image.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Check;
import org.vitrine.engine.image.qcow2.Qcow2Info;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.qcow2.Qemu;
import org.vitrine.engine.image.raw.FileNode;

class ImageWorkTest {
    private static final int SIZE = 3 << 20;
    private static final Optional<ImageFormat> RAW = Optional.of(ImageFormat.RAW);
    private static final Optional<ImageFormat> QCOW2 = Optional.of(ImageFormat.QCOW2);
    private static final Progress STOP = (done, total) -> {
        if (done > 0) {
            throw new CancellationException();
        }
    };

    @TempDir
    Path directory;

    private final byte[] disk = new byte[SIZE];
    private Path raw = Path.of("");
    private Path overlay = Path.of("");

    /** A raw disk with content, and an overlay with content of its own. */
    @BeforeEach
    void makeImages() throws Exception {
        raw = directory.resolve("base.raw");
        overlay = directory.resolve("overlay.qcow2");
        fill(new Random(1), 100_000, 900_000);
        Files.write(raw, disk);
        ImageWork.createQcow2(overlay, Qcow2Options.ofSize(SIZE).over("base.raw", "raw"), false);
        byte[] own = new byte[300_000];
        new Random(2).nextBytes(own);
        try (BlockNode image = Images.open(overlay, false, QCOW2)) {
            image.write(700_000, Buffers.of(own));
            image.writeZeroes(100_000, 200_000);
        }
        System.arraycopy(own, 0, disk, 700_000, own.length);
        Arrays.fill(disk, 100_000, 300_000, (byte) 0);
    }

    private void fill(Random random, int from, int to) {
        for (int i = from; i < to; i++) {
            disk[i] = (byte) random.nextInt(4);
        }
    }

    private static byte[] read(Path path) throws Exception {
        try (BlockNode image = Images.open(path, true, Optional.empty())) {
            byte[] seen = new byte[(int) image.size()];
            image.read(0, Buffers.of(seen));
            return seen;
        }
    }

    private void assertSoundAndSame(Path path) throws Exception {
        assertThat(read(path)).isEqualTo(disk);
        assertThat(ImageWork.check(path, Optional.empty(), false, Progress.NONE)
                        .map(Qcow2Check.Result::isClean)
                        .orElse(true))
                .isTrue();
    }

    private void assertNothingLeftBehind(String... names) {
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder(names);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_converted_is_the_same_disk_to_qemu(boolean compress) throws Exception {
        Path target = directory.resolve("new.qcow2");
        for (boolean zstandard : new boolean[] {false, true}) {
            Qcow2Options options = new Qcow2Options(0, 3, 16, 4, false, zstandard, Optional.empty(), Optional.empty());
            ImageWork.convertToQcow2(overlay, QCOW2, target, options, compress, true, Progress.NONE);

            assertSoundAndSame(target);
            Qemu.img("compare", "-f", "qcow2", "-F", "qcow2", overlay, target);
            Qemu.img("check", target);
            assertThat(Files.size(target)).isLessThan(compress ? SIZE / 3 : SIZE);
        }
    }

    @Test
    void a_raw_copy_has_holes_where_the_disk_has_zeroes() throws Exception {
        Path target = directory.resolve("new.raw");
        ImageWork.convertToRaw(overlay, QCOW2, target, false, Progress.NONE);

        assertThat(Files.readAllBytes(target)).isEqualTo(disk);
        assertThat(ImageWork.describe(target, RAW).fileSize()).isLessThan(SIZE / 2);
    }

    @Test
    void what_is_there_is_replaced_only_when_asked_for() throws Exception {
        assertThatThrownBy(() -> ImageWork.convertToRaw(overlay, QCOW2, raw, false, Progress.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> ImageWork.createRaw(raw, 512, false)).hasMessageContaining("is there already");
        try (FileNode machine = FileNode.open(raw, false)) {
            assertThat(machine.size()).isEqualTo(SIZE);
            assertThatThrownBy(() -> ImageWork.createRaw(raw, 512, true)).hasMessageContaining("is in use");
        }
        ImageWork.createRaw(directory.resolve("x"), 512, true);
        ImageWork.createRaw(directory.resolve("x"), 1024, true);
        assertNothingLeftBehind("base.raw", "overlay.qcow2", "x");
    }

    @Test
    void stopped_work_leaves_what_was_there() throws Exception {
        Path target = directory.resolve("new");
        assertThatThrownBy(() -> ImageWork.convertToRaw(overlay, QCOW2, target, false, STOP))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> ImageWork.compact(overlay, QCOW2, STOP)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> ImageWork.rebase(overlay, Optional.empty(), Optional.empty(), STOP))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> ImageWork.commit(overlay, STOP)).isInstanceOf(CancellationException.class);

        assertSoundAndSame(overlay);
        assertNothingLeftBehind("base.raw", "overlay.qcow2");
    }

    @Test
    void an_overlay_is_committed_into_what_lies_behind_it() throws Exception {
        ImageWork.commit(overlay, Progress.NONE);

        assertThat(Files.readAllBytes(raw)).isEqualTo(disk);
        assertSoundAndSame(overlay);
        Qcow2Check.Result check =
                ImageWork.check(overlay, QCOW2, false, Progress.NONE).orElseThrow();
        assertThat(check.standardClusters()).isZero();
        Qemu.img("check", overlay);
    }

    @Test
    void a_committed_overlay_that_is_longer_makes_its_backing_file_longer() throws Exception {
        ImageWork.resize(overlay, QCOW2, SIZE + 1024, false);
        ImageWork.commit(overlay, Progress.NONE);

        assertThat(Files.readAllBytes(raw)).isEqualTo(Arrays.copyOf(disk, SIZE + 1024));
    }

    @Test
    void a_rebased_overlay_shows_the_same_disk() throws Exception {
        Path other = directory.resolve("other.raw");
        byte[] content = new byte[SIZE / 2];
        Arrays.fill(content, (byte) 77);
        Files.write(other, content);

        ImageWork.rebase(overlay, Optional.of("other.raw"), Optional.of("raw"), Progress.NONE);
        assertSoundAndSame(overlay);
        assertThat(Qemu.read(overlay, directory.resolve("out"))).isEqualTo(disk);
        ImageWork.rebase(overlay, Optional.empty(), Optional.empty(), Progress.NONE);
        Files.delete(other);
        Files.delete(raw);

        assertSoundAndSame(overlay);
        Qemu.img("check", overlay);
    }

    @Test
    void an_overlay_cannot_be_rebased_onto_itself() {
        assertThatThrownBy(() ->
                        ImageWork.rebase(overlay, Optional.of("overlay.qcow2"), Optional.of("qcow2"), Progress.NONE))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("is in use");
    }

    @Test
    void an_unsafe_rebase_changes_the_name_alone() throws Exception {
        Files.move(raw, directory.resolve("moved"));
        ImageWork.rebaseUnsafely(overlay, Optional.of("moved"), Optional.of("raw"));

        assertSoundAndSame(overlay);
        try (FileNode file = FileNode.open(overlay, true)) {
            assertThat(Qcow2Info.read(file).backing()).contains("moved");
        }
    }

    @Test
    void compacting_gives_space_back_and_keeps_the_disk() throws Exception {
        Path image = directory.resolve("fat.qcow2");
        Qemu.img("create", "-q", "-f", "qcow2", image, SIZE);
        try (BlockNode node = Images.open(image, false, QCOW2)) {
            byte[] noise = new byte[SIZE];
            Arrays.fill(noise, (byte) 3);
            node.write(0, Buffers.of(noise));
            node.write(0, Buffers.of(disk));
        }
        long before = Files.size(image);
        ImageWork.compact(image, QCOW2, Progress.NONE);
        ImageWork.compact(overlay, QCOW2, Progress.NONE);

        assertSoundAndSame(image);
        assertSoundAndSame(overlay);
        assertThat(Files.size(image)).isLessThan(before / 2);
        Qemu.img("check", image);
        Qemu.img("check", overlay);
    }

    @Test
    void a_disk_loses_its_end_only_when_allowed_to() throws Exception {
        assertThatThrownBy(() -> ImageWork.resize(overlay, QCOW2, 512, false)).hasMessageContaining("--shrink");
        ImageWork.resize(overlay, QCOW2, 512_000, true);

        assertThat(read(overlay)).isEqualTo(Arrays.copyOf(disk, 512_000));
        Qemu.img("check", overlay);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -512, 513, Long.MIN_VALUE, Long.MAX_VALUE - 511})
    void no_disk_has_such_a_size(long size) {
        assertThatThrownBy(() -> ImageWork.createQcow2(directory.resolve("new"), Qcow2Options.ofSize(size), false))
                .hasMessageEndingWith(".");
        assertThatThrownBy(() -> ImageWork.resize(overlay, QCOW2, size, true)).hasMessageEndingWith(".");
        assertNothingLeftBehind("base.raw", "overlay.qcow2");
    }
}
