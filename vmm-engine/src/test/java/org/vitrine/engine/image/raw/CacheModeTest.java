package org.vitrine.engine.image.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.MemoryFile;
import org.vitrine.engine.image.block.WritethroughNode;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.qcow2.Qemu;
import org.vitrine.engine.image.work.ImageWork;

class CacheModeTest {
    /** No multiple of a page, as the last cluster of an image may end. */
    private static final int SIZE = 300 * 512;

    @TempDir
    Path directory;

    private Path file(int size) throws IOException {
        Path path = directory.resolve("file");
        Files.write(path, new byte[size]);
        return path;
    }

    @ParameterizedTest
    @EnumSource
    void requests_of_any_place_and_length_are_what_they_are_in_memory(CacheMode mode) throws Exception {
        Random random = new Random(1);
        Path path = file(SIZE);
        byte[] disk = new byte[SIZE + 20_000];
        int end = SIZE;
        try (FileNode file = FileNode.open(path, false, mode);
                Arena arena = Arena.ofConfined()) {
            MemorySegment guest = arena.allocate(1 << 16, 4096);
            for (int i = 0; i < 600; i++) {
                int unit = List.of(1, 512, 4096).get(random.nextInt(3));
                int from = random.nextInt(disk.length / unit) * unit;
                int length = Math.min(disk.length - from, (1 + random.nextInt(8)) * unit);
                MemorySegment part = guest.asSlice(random.nextInt(3) * 2048L, length);
                Buffers buffers = Buffers.of(part);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        file.writeZeroes(from, length);
                        Arrays.fill(disk, from, from + length, (byte) 0);
                        end = Math.max(end, from + length);
                    }
                    case 1 -> {
                        file.read(from, buffers);
                        assertThat(part.mismatch(MemorySegment.ofArray(disk).asSlice(from, length)))
                                .isEqualTo(-1);
                    }
                    default -> {
                        byte[] bytes = new byte[length];
                        random.nextBytes(bytes);
                        part.copyFrom(MemorySegment.ofArray(bytes));
                        file.write(from, random.nextBoolean() ? buffers : Buffers.of(bytes));
                        System.arraycopy(bytes, 0, disk, from, length);
                        end = Math.max(end, from + length);
                    }
                }
                assertThat(file.size()).isEqualTo(end);
            }
            file.flush();
        }

        assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(disk, end));
    }

    @Test
    void without_a_cache_the_file_is_open_so() throws Exception {
        Path path = file(SIZE);
        try (FileNode file = FileNode.open(path, false, CacheMode.NONE)) {
            assertThat(file.size()).isEqualTo(SIZE);
            assertThat(flags(path)).isEqualTo(040000);
        }
        try (FileNode file = FileNode.open(path, false)) {
            assertThat(file.size()).isEqualTo(SIZE);
            assertThat(flags(path)).isZero();
        }
    }

    /** O_DIRECT among the flags with which this process has a file open. */
    private static int flags(Path path) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(path.toRealPath())) {
                    String info = Files.readString(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName()));
                    String octal = info.lines()
                            .filter(line -> line.startsWith("flags:"))
                            .findFirst()
                            .orElseThrow()
                            .substring(6)
                            .strip();
                    return Integer.parseInt(octal, 8) & 040000;
                }
            }
        }
        throw new AssertionError(path + " is not open");
    }

    /** What one of two threads does, again and again. */
    private interface Step {
        void perform(FileNode file, int index) throws IOException;
    }

    /** Lets two threads take every other step of so many at once. */
    private static void together(FileNode file, int count, Step even, Step odd) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        for (int half = 0; half < 2; half++) {
            int first = half;
            Step step = half == 0 ? even : odd;
            Thread.ofPlatform().start(() -> {
                try {
                    for (int i = first; i < count; i += 2) {
                        step.perform(file, i);
                    }
                } catch (IOException e) {
                    // What it did not write is missed.
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void neighbours_in_a_block_that_are_written_at_once_are_both_there() throws Exception {
        Path path = file(1 << 16);
        int piece = 100;
        int count = (1 << 16) / piece;
        Step write = (file, i) -> file.write((long) i * piece, Buffers.of(filled(piece, i % 2 + 1)));
        try (FileNode file = FileNode.open(path, false, CacheMode.NONE)) {
            together(file, count, write, write);
        }
        byte[] seen = Files.readAllBytes(path);

        for (int i = 0; i < count * piece; i++) {
            assertThat(seen[i]).isEqualTo((byte) (i / piece % 2 + 1));
        }
    }

    @Test
    void what_is_put_behind_the_end_at_once_is_all_there() throws Exception {
        Path path = file(512);
        int block = 4096;
        int count = 1000;
        Step whole = (file, i) -> file.write((long) i * block, Buffers.of(filled(block, 1)));
        Step part = (file, i) -> {
            file.write((long) i * block + 7, Buffers.of(filled(100, 2)));
            file.writeZeroes((long) i * block + 107, 50);
        };
        long size;
        try (FileNode file = FileNode.open(path, false, CacheMode.NONE)) {
            together(file, count, whole, part);
            size = file.size();
        }
        byte[] seen = Files.readAllBytes(path);

        assertThat(seen.length).isEqualTo((int) size).isEqualTo((count - 1) * block + 157);
        for (int i = 0; i < count; i++) {
            byte[] expected = i % 2 == 0 ? filled(block, 1) : new byte[Math.min(block, seen.length - i * block)];
            if (i % 2 == 1) {
                Arrays.fill(expected, 7, 107, (byte) 2);
            }
            assertThat(Arrays.mismatch(seen, i * block, i * block + expected.length, expected, 0, expected.length))
                    .as("block %d", i)
                    .isEqualTo(-1);
        }
    }

    @Test
    void each_change_is_flushed_when_writing_through() throws Exception {
        MemoryFile file = new MemoryFile(new byte[4096], false);
        try (BlockNode node = new WritethroughNode(file)) {
            node.write(0, Buffers.of(new byte[512]));
            node.writeZeroes(512, 512);
            node.discard(1024, 512);
        }

        assertThat(file.steps().stream().map(MemoryFile.Step::flush))
                .containsExactly(false, true, false, true, false, true);
    }

    @Test
    void a_flush_is_ignored_when_the_guest_is_to_be_thrown_away() throws Exception {
        Path path = file(SIZE);
        FileNode obeying = FileNode.open(path, false);
        obeying.close();
        FileNode ignoring = FileNode.open(path, false, CacheMode.UNSAFE);
        ignoring.close();

        // What is closed cannot be flushed: whoever tries is told.
        assertThatThrownBy(obeying::flush).isInstanceOf(IOException.class);
        assertThatCode(ignoring::flush).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void an_overlay_is_written_in_every_mode(CacheMode mode) throws Exception {
        Path base = file(SIZE);
        Path overlay = directory.resolve("overlay");
        ImageWork.createQcow2(
                overlay, Qcow2Options.ofSize(SIZE).withClusterBits(9).over(base.toString(), "raw"), false);
        byte[] disk = new byte[SIZE];
        new Random(4).nextBytes(disk);
        try (BlockNode image = Images.open(overlay, false, Optional.of(ImageFormat.QCOW2), mode)) {
            image.write(0, Buffers.of(disk));
            image.flush();
        }

        assertThat(Qemu.read(overlay, directory.resolve("out"), "-f", "qcow2")).isEqualTo(disk);
        Qemu.img("check", "-f", "qcow2", overlay);
    }
}
