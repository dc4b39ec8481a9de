package org.vitrine.app.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;

/** A disk's image of any format. */
class DiskImageTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    Path directory;

    private DetectedSystem detect(Path file) throws IOException {
        return new Detection(Path.of("/nonexistent")).detect(file);
    }

    private Path linux() throws IOException {
        byte[] disk = new byte[SIZE];
        disk[0] = (byte) 0xeb;
        disk[446 + 4] = (byte) 0x83;
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        return Files.write(directory.resolve("disk.raw"), disk);
    }

    @Test
    void partitions_tell_the_system_and_its_firmware() throws IOException {
        DetectedSystem system = detect(linux());

        assertThat(system.id()).isEqualTo("linux");
        assertThat(system.title()).isEqualTo("Linux");
        assertThat(system.bios()).isTrue();
        assertThat(system.uefi()).isFalse();
        assertThat(Recommendation.forHost(system, 8192, 4, 0))
                .isEqualTo(new Recommendation(4096, 2, 0, Firmware.Kind.BIOS, List.of()));
    }

    @Test
    void a_disk_in_a_qcow2_image_is_looked_into() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        ImageWork.createQcow2(image, Qcow2Options.ofSize(SIZE), false);
        try (BlockNode disk = Images.open(image, false, Optional.of(ImageFormat.QCOW2))) {
            disk.write(0, Buffers.of(Arrays.copyOf(Files.readAllBytes(linux()), 512)));
        }

        assertThat(detect(image).id()).isEqualTo("linux");
        assertThat(detect(image).uefi()).isFalse();
    }

    @Test
    void a_damaged_image_is_unknown() throws IOException {
        Path image = Files.write(directory.resolve("disk.qcow2"), new byte[] {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 9});

        assertThat(detect(image).isKnown()).isFalse();
        assertThat(detect(image).bios()).isTrue();
    }
}
