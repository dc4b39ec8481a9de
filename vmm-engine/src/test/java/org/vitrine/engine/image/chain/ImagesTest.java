package org.vitrine.engine.image.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.qcow2.Qcow2Creator;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.raw.FileNode;

class ImagesTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private Path overlay(String name, String backing, String format) throws Exception {
        Path path = directory.resolve(name);
        try (FileNode file = FileNode.create(path)) {
            Qcow2Creator.create(file, Qcow2Options.ofSize(SIZE).over(backing, format));
        }
        return path;
    }

    private static BlockNode open(Path path) throws ImageException {
        return Images.open(path, false, Optional.of(ImageFormat.QCOW2));
    }

    private void refused(Path path, String... words) {
        assertThatThrownBy(() -> open(path))
                .isInstanceOf(ImageException.class)
                .hasMessageContainingAll(words)
                .hasMessageEndingWith(".");
    }

    @Test
    void a_long_chain_of_mixed_formats_is_read_through() throws Exception {
        byte[] base = new byte[2 * SIZE];
        Arrays.fill(base, (byte) 5);
        Files.write(directory.resolve("base"), base);
        Path last = overlay("0", "base", "raw");
        for (int i = 1; i < 50; i++) {
            last = overlay(String.valueOf(i), String.valueOf(i - 1), "qcow2");
            try (BlockNode image = open(last)) {
                image.write(i * 1000, Buffers.of(new byte[] {(byte) i}));
            }
        }
        byte[] seen = new byte[SIZE];
        try (BlockNode image = open(last)) {
            image.read(0, Buffers.of(seen));
        }

        for (int i = 1; i < 50; i++) {
            assertThat(seen[i * 1000]).isEqualTo((byte) i);
        }
        assertThat(seen[0]).isEqualTo((byte) 5);
        assertThat(seen[SIZE - 1]).isEqualTo((byte) 5);
    }

    @Test
    void an_image_behind_itself_is_refused() throws Exception {
        refused(overlay("self", "self", "qcow2"), "self");
        overlay("a", "b", "qcow2");
        refused(overlay("b", "a", "qcow2"), "b");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("c"));
        assertThatThrownBy(() -> Images.open(overlay("c", link.toString(), "qcow2"), true, Optional.empty()))
                .hasMessageContaining("is its own backing file");
    }

    @Test
    void a_backing_file_that_cannot_be_is_refused_by_name() throws Exception {
        refused(overlay("1", "gone", "raw"), "needs its backing file", "gone does not exist");
        refused(overlay("2", ".", "raw"), "is a directory");
        refused(overlay("3", "nbd:localhost:10809", "raw"), "“nbd:”, which is no path");
        refused(overlay("4", "json:{\"driver\":\"raw\"}", "raw"), "“json:”, which is no path");
        refused(overlay("5", "base", "parallels"), "as parallels, which is not supported");
        Files.write(directory.resolve("odd"), new byte[100]);
        refused(overlay("6", "odd", "raw"), "not a multiple of 512");
    }

    @Test
    void a_raw_disk_that_a_guest_made_look_like_an_image_leads_nowhere() throws Exception {
        Path secret = directory.resolve("secret");
        Files.write(secret, new byte[512]);
        overlay("disk", secret.toString(), "raw");
        Path guessed = directory.resolve("guessed");
        try (FileNode file = FileNode.create(guessed)) {
            Qcow2Options options = Qcow2Options.ofSize(SIZE);
            Qcow2Creator.create(file, options);
            Qcow2Creator.nameBacking(file, Optional.of("disk"), Optional.empty());
        }

        refused(guessed, "does not record its format");
    }

    @Test
    void the_backing_file_of_a_running_machine_is_not_written_by_another() throws Exception {
        Path base = directory.resolve("base");
        Files.write(base, new byte[SIZE]);
        try (BlockNode image = open(overlay("top", "base", "raw"))) {
            assertThat(image.backing()).isPresent();
            assertThatThrownBy(() -> Images.open(base, false, Optional.of(ImageFormat.RAW)))
                    .hasMessageContaining("is in use");
            assertThat(Images.open(base, true, Optional.of(ImageFormat.RAW)).size())
                    .isEqualTo(SIZE);
        }
    }
}
