package org.vitrine.app.detect.disc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedReaderTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void what_lies_outside_the_file_is_not_read() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[100]);
        try (FileChannel channel = FileChannel.open(file)) {
            BoundedReader reader = new BoundedReader(channel);

            assertThat(reader.read(90, 10).remaining()).isEqualTo(10);
            assertThatThrownBy(() -> reader.read(91, 10)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> reader.read(-1, 1)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> reader.sector(0xffff_ffffL)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void reading_ends_after_32_mebibytes() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[MIB]);
        try (FileChannel channel = FileChannel.open(file)) {
            BoundedReader reader = new BoundedReader(channel);
            for (int i = 0; i < 32; i++) {
                assertThat(reader.read(0, MIB).remaining()).isEqualTo(MIB);
            }

            assertThatThrownBy(() -> reader.read(0, 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void reading_ends_after_8192_times() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1]);
        try (FileChannel channel = FileChannel.open(file)) {
            BoundedReader reader = new BoundedReader(channel);
            for (int i = 0; i < 8192; i++) {
                assertThat(reader.read(0, 1).remaining()).isEqualTo(1);
            }

            assertThatThrownBy(() -> reader.read(0, 1)).isInstanceOf(IOException.class);
        }
    }
}
