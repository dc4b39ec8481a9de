package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkBootRomTest {
    @TempDir
    private Path directory;

    @Test
    void the_first_that_is_there_is_read() throws Exception {
        Files.write(directory.resolve("efi-e1000e.rom"), new byte[] {0x55, (byte) 0xaa, 7});

        assertThat(NetworkBootRom.read(List.of(directory.resolve("none"), directory)))
                .containsExactly(0x55, 0xaa, 7);
    }

    @Test
    void a_host_without_one_and_a_file_that_is_none_are_told_in_one_sentence() throws Exception {
        assertThatThrownBy(() -> NetworkBootRom.read(List.of(directory)))
                .isInstanceOf(BootException.class)
                .hasMessageContaining("install Debian's package ipxe-qemu");
        Files.write(directory.resolve("efi-e1000e.rom"), new byte[100]);
        assertThatThrownBy(() -> NetworkBootRom.read(List.of(directory)))
                .isInstanceOf(BootException.class)
                .hasMessageContaining("is no option ROM");
    }
}
