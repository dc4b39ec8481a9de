package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirmwareFilesTest {
    @TempDir
    Path directory;

    private FirmwareFiles files(String osRelease) throws IOException {
        return new FirmwareFiles(
                List.of(directory.resolve("none"), directory),
                Files.writeString(directory.resolve("os-release"), osRelease));
    }

    @Test
    void the_first_place_that_has_the_file_answers() throws Exception {
        Files.write(directory.resolve("bios-256k.bin"), new byte[256 << 10]);
        Files.write(directory.resolve("vgabios-stdvga.bin"), new byte[39936]);

        assertThat(files("").bios()).hasSize(256 << 10);
        assertThat(files("").vgaBios()).hasSize(39936);
    }

    @ParameterizedTest
    @CsvSource({
        "ID=debian, package seabios., package seabios.",
        "'ID=linuxmint\nID_LIKE=\"ubuntu debian\"', package seabios., package seabios.",
        "ID=fedora, package seabios-bin., package seavgabios-bin.",
        "'ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"', package qemu-seabios., package qemu-vgabios.",
        "ID=arch, package seabios., package seabios."
    })
    void a_missing_file_is_named_with_its_package(String osRelease, String bios, String vgaBios) throws Exception {
        FirmwareFiles files = files(osRelease);

        assertThatThrownBy(files::bios)
                .isInstanceOf(BootException.class)
                .hasMessageContainingAll("bios-256k.bin", bios, directory.toString());
        assertThatThrownBy(files::vgaBios).hasMessageContainingAll("vgabios-stdvga.bin", vgaBios);
    }

    @Test
    void a_file_of_the_wrong_size_is_refused() throws Exception {
        Files.write(directory.resolve("bios-256k.bin"), new byte[1000]);
        Files.write(directory.resolve("vgabios-stdvga.bin"), new byte[1 << 20]);

        assertThatThrownBy(files("ID=debian")::bios).hasMessageContainingAll("damaged", "1000 bytes", "seabios");
        assertThatThrownBy(files("")::vgaBios).hasMessageContaining("damaged");
    }

    @Test
    void a_directory_of_its_name_is_refused() throws Exception {
        Files.createDirectory(directory.resolve("bios-256k.bin"));

        assertThatThrownBy(files("")::bios).hasMessageContaining("damaged");
    }

    @Test
    void a_system_without_a_name_is_told_of_the_common_package() {
        FirmwareFiles files = new FirmwareFiles(List.of(), directory.resolve("no-os-release"));

        assertThatThrownBy(files::bios).hasMessageContaining("install the package seabios.");
    }
}
