package org.vitrine.engine.image.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.Extent;

class RawImageTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private RawImage create() throws Exception {
        FileNode file = FileNode.create(directory.resolve("disk"));
        file.resize(SIZE);
        return RawImage.open(file);
    }

    @Test
    void many_native_segments_are_one_run_of_bytes() throws Exception {
        try (RawImage image = create();
                Arena arena = Arena.ofConfined()) {
            // More than one preadv takes.
            List<MemorySegment> segments = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                segments.add(arena.allocate(1 + i % 7).fill((byte) i));
            }
            Buffers out = Buffers.of(segments);
            image.write(77, out);
            byte[] seen = new byte[(int) out.byteSize()];
            image.read(77, Buffers.of(seen));

            MemorySegment expected = arena.allocate(out.byteSize());
            out.copyTo(expected);
            assertThat(seen).isEqualTo(expected.toArray(ValueLayout.JAVA_BYTE));
            segments.forEach(segment -> segment.fill((byte) 0));
            image.read(77, out);
            MemorySegment back = arena.allocate(out.byteSize());
            out.copyTo(back);
            assertThat(back.mismatch(expected)).isEqualTo(-1);
        }
    }

    @Test
    void holes_stay_holes_and_are_known() throws Exception {
        try (RawImage image = create()) {
            byte[] data = new byte[1 << 16];
            Arrays.fill(data, (byte) 1);
            image.write(1 << 18, Buffers.of(data));

            assertThat(image.extent(0, SIZE)).isEqualTo(new Extent(1 << 18, Extent.Kind.ZERO));
            assertThat(image.extent(1 << 18, SIZE - (1 << 18))).isEqualTo(new Extent(1 << 16, Extent.Kind.DATA));
            image.discard(1 << 18, 1 << 16);
            assertThat(image.extent(0, SIZE)).isEqualTo(new Extent(SIZE, Extent.Kind.ZERO));
        }
    }

    @Test
    void zeroes_are_written_at_any_place() throws Exception {
        try (RawImage image = create()) {
            byte[] data = new byte[10_000];
            Arrays.fill(data, (byte) 9);
            image.write(0, Buffers.of(data));
            image.writeZeroes(100, 5000);
            image.read(0, Buffers.of(data));

            assertThat(Arrays.copyOfRange(data, 100, 5100)).containsOnly(0);
            assertThat(Arrays.copyOfRange(data, 0, 100)).containsOnly(9);
            assertThat(Arrays.copyOfRange(data, 5100, 10_000)).containsOnly(9);
        }
    }

    @Test
    void nothing_reaches_past_the_end() throws Exception {
        try (RawImage image = create()) {
            assertThatThrownBy(() -> image.write(SIZE - 1, Buffers.of(new byte[2])))
                    .isInstanceOf(BlockException.class);
            assertThatThrownBy(() -> image.read(-1, Buffers.of(new byte[1]))).isInstanceOf(BlockException.class);
            assertThatThrownBy(() -> image.discard(Long.MAX_VALUE, 2)).isInstanceOf(BlockException.class);
            assertThat(Files.size(directory.resolve("disk"))).isEqualTo(SIZE);
        }
    }

    @Test
    void sizes_that_no_disk_has_are_refused() throws Exception {
        Path file = directory.resolve("odd");
        Files.write(file, new byte[513]);
        assertThatThrownBy(() -> RawImage.open(FileNode.open(file, true)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("not a multiple of 512");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> RawImage.open(FileNode.open(file, true)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("is empty");
        try (RawImage image = create()) {
            assertThatThrownBy(() -> image.resize(0)).isInstanceOf(BlockException.class);
            assertThatThrownBy(() -> image.resize(Long.MIN_VALUE)).isInstanceOf(BlockException.class);
        }
    }

    @Test
    void readers_share_an_image_and_a_writer_has_it_alone() throws Exception {
        Path path = directory.resolve("disk");
        create().close();
        try (FileNode first = FileNode.open(path, true);
                FileNode second = FileNode.open(path, true)) {
            assertThat(first.size()).isEqualTo(second.size());
            assertThatThrownBy(() -> FileNode.open(path, false)).hasMessageContaining("is in use");
        }
        try (FileNode writer = FileNode.open(path, false)) {
            assertThat(writer.isReadOnly()).isFalse();
            assertThatThrownBy(() -> FileNode.open(path, true)).hasMessageContaining("is in use");
        }
        FileNode.open(path, false).close();
    }

    @Test
    void qemu_does_not_open_what_is_written_here() throws Exception {
        Path path = directory.resolve("disk");
        create().close();
        try (FileNode writer = FileNode.open(path, false)) {
            assertThat(writer.size()).isPositive();
            Process reader = new ProcessBuilder("qemu-io", "-r", "-f", "raw", "-c", "read 0 512", path.toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(reader.getInputStream().readAllBytes())).contains("lock");
            assertThat(reader.waitFor()).isNotZero();
        }
    }

    @Test
    void what_qemu_writes_is_not_opened_here() throws Exception {
        Path path = directory.resolve("disk");
        create().close();
        Process qemu = new ProcessBuilder("qemu-io", "-f", "raw", path.toString()).start();
        try {
            // It answers once the image is open.
            qemu.getOutputStream().write("length\n".getBytes());
            qemu.getOutputStream().flush();
            String answer = "";
            while (!answer.contains("MiB")) {
                int next = qemu.getInputStream().read();
                assertThat(next).isNotNegative();
                answer += (char) next;
            }
            assertThatThrownBy(() -> FileNode.open(path, true)).hasMessageContaining("is in use");
        } finally {
            qemu.destroyForcibly().waitFor();
        }
        FileNode.open(path, false).close();
    }

    @Test
    void an_image_that_was_removed_is_told_of_once_when_it_is_flushed() throws Exception {
        Path path = directory.resolve("removed");
        try (FileNode file = FileNode.create(path)) {
            file.resize(512);
            Path moved = Files.move(path, directory.resolve("moved"));
            file.flush();
            Files.delete(moved);

            assertThatThrownBy(file::flush)
                    .isInstanceOf(BlockException.class)
                    .hasMessageStartingWith(path + " was removed while it is in use");
            file.flush();
        }
    }
}
