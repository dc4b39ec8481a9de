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
                List.of(
                        new FirmwareFiles.UefiFiles(directory.resolve("x/C.fd"), directory.resolve("x/V.fd")),
                        new FirmwareFiles.UefiFiles(directory.resolve("CODE.fd"), directory.resolve("VARS.fd"))),
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
        FirmwareFiles files = new FirmwareFiles(List.of(), List.of(), directory.resolve("no-os-release"));

        assertThatThrownBy(files::bios).hasMessageContaining("install the package seabios.");
    }

    @Test
    void uefi_firmware_is_a_pair_of_files() throws Exception {
        Path code = Files.write(directory.resolve("CODE.fd"), new byte[3 * 4096]);
        assertThatThrownBy(files("ID=debian")::uefi).hasMessageContainingAll("OVMF", "not installed");
        Path variables = Files.write(directory.resolve("VARS.fd"), new byte[4096]);

        assertThat(files("").uefi()).isEqualTo(new FirmwareFiles.UefiFiles(code, variables));
        assertThat(files("").uefiContent(code)).hasSize(3 * 4096);
    }

    @ParameterizedTest
    @CsvSource({
        "ID=debian, package ovmf.",
        "ID=fedora, package edk2-ovmf.",
        "ID=arch, package edk2-ovmf.",
        "ID=opensuse-leap, package qemu-ovmf-x86_64.",
        "ID=unheard-of, package ovmf."
    })
    void missing_uefi_firmware_is_named_with_its_package(String osRelease, String name) throws Exception {
        assertThatThrownBy(files(osRelease)::uefi)
                .isInstanceOf(BootException.class)
                .hasMessageContainingAll("OVMF", name, directory.toString());
    }

    @Test
    void uefi_firmware_of_no_whole_blocks_is_refused() throws Exception {
        Path code = Files.write(directory.resolve("CODE.fd"), new byte[4097]);

        assertThatThrownBy(() -> files("ID=debian").uefiContent(code))
                .hasMessageContainingAll("damaged", "4097 bytes", "ovmf");
        assertThatThrownBy(() -> files("").uefiContent(directory)).hasMessageContaining("damaged");
    }
}
