package org.vitrine.engine.image.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Check;
import org.vitrine.engine.image.qcow2.Qcow2Options;

/** A folder with an overlay {@code image} over {@code base}, and {@code other}, another base; and what a guest sees of the overlay. */
final class ImageFolder {
    static final int SIZE = 3 << 20;
    private static final Optional<ImageFormat> QCOW2 = ChildWork.QCOW2;

    private final Path folder;
    private final byte[] disk = new byte[SIZE];

    private ImageFolder(Path folder) {
        this.folder = folder;
    }

    static ImageFolder make(Path folder) throws Exception {
        ImageFolder made = new ImageFolder(Files.createDirectories(folder));
        byte[] base = made.disk;
        new Random(1).nextBytes(base);
        Files.write(folder.resolve("base"), base);
        byte[] other = base.clone();
        Arrays.fill(other, SIZE / 4, SIZE / 2, (byte) 9);
        Files.write(folder.resolve("other"), other);
        Path image = folder.resolve("image");
        ImageWork.createQcow2(
                image, Qcow2Options.ofSize(SIZE).withClusterBits(12).over("base", "raw"), false);
        byte[] own = new byte[SIZE / 3];
        new Random(2).nextBytes(own);
        try (BlockNode node = Images.open(image, false, QCOW2)) {
            node.write(SIZE / 3, Buffers.of(own));
            node.writeZeroes(SIZE / 2, SIZE / 4);
        }
        System.arraycopy(own, 0, base, SIZE / 3, own.length);
        Arrays.fill(base, SIZE / 2, SIZE / 2 + SIZE / 4, (byte) 0);
        return made;
    }

    /** The same again, elsewhere. */
    ImageFolder copy(Path to) throws IOException {
        ImageFolder copy = new ImageFolder(Files.createDirectories(to));
        System.arraycopy(disk, 0, copy.disk, 0, disk.length);
        for (String name : new String[] {"base", "other", "image"}) {
            Files.copy(folder.resolve(name), to.resolve(name));
        }
        return copy;
    }

    Path path() {
        return folder;
    }

    /** Counts some clusters twice, and others not at all. */
    void spoilRefcounts() throws Exception {
        byte[] bytes = Files.readAllBytes(folder.resolve("image"));
        java.nio.ByteBuffer in = java.nio.ByteBuffer.wrap(bytes);
        int block = (int) in.getLong((int) in.getLong(48));
        for (int i = 20; i < 80; i++) {
            in.putShort(block + 2 * i, (short) (i % 3));
        }
        Files.write(folder.resolve("image"), bytes);
    }

    /** The image is sound, leaks aside, and a guest sees of it what it did. */
    void assertIntact() throws Exception {
        assertHoldsDisk("image");
        if (Files.exists(folder.resolve("target"))) {
            assertHoldsDisk("target");
        }
    }

    private void assertHoldsDisk(String name) throws Exception {
        Path path = folder.resolve(name);
        Qcow2Check.Result found =
                ImageWork.check(path, QCOW2, false, Progress.NONE).orElseThrow();
        assertThat(found.errors()).as("%s: %s", path, found.findings()).isZero();
        byte[] seen = new byte[SIZE];
        try (BlockNode node = Images.open(path, true, QCOW2)) {
            node.read(0, Buffers.of(seen));
        }
        assertThat(Arrays.mismatch(seen, disk)).as("%s, first difference", path).isEqualTo(-1);
    }

    /** Repairs, and looks then. */
    void assertMends() throws Exception {
        assertThat(ImageWork.check(folder.resolve("image"), QCOW2, true, Progress.NONE)
                        .orElseThrow()
                        .isClean())
                .isTrue();
        assertIntact();
    }

    /** After the next work nothing is left but what belongs there. */
    void assertSwept() throws Exception {
        ImageWork.createRaw(folder.resolve("next"), 512, true);
        assertThat(Arrays.asList(folder.toFile().list()))
                .filteredOn(name -> name.startsWith("."))
                .isEmpty();
    }
}
