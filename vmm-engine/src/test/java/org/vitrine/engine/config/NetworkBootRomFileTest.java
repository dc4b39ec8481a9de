package org.vitrine.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.Network.Model;

class NetworkBootRomFileTest {
    @TempDir
    private Path directory;

    @Test
    void the_first_that_is_there_is_found() throws Exception {
        List<Path> places = List.of(directory.resolve("none"), directory);
        assertThat(NetworkBootRomFile.find(Model.E1000E, places)).isEmpty();
        Path file = Files.createFile(directory.resolve("efi-e1000e.rom"));

        assertThat(NetworkBootRomFile.find(Model.E1000E, places)).hasValue(file);
        assertThat(NetworkBootRomFile.find(Model.VIRTIO, places)).isEmpty();
    }

    @Test
    void firmware_needs_it_for_what_it_is_to_start_from_and_has_no_driver_for() {
        Network virtio = Network.of("net0", Model.VIRTIO, MacAddress.random(), Network.Shared.USUAL);

        assertThat(NetworkBootRomFile.isNeeded(virtio, Firmware.Kind.BIOS)).isFalse();
        assertThat(NetworkBootRomFile.isNeeded(virtio.withBootIndex(0), Firmware.Kind.BIOS))
                .isTrue();
        assertThat(NetworkBootRomFile.isNeeded(virtio.withBootIndex(0), Firmware.Kind.UEFI))
                .isFalse();
        assertThat(NetworkBootRomFile.isNeeded(virtio.withModel(Model.E1000E).withBootIndex(0), Firmware.Kind.UEFI))
                .isTrue();
    }
}
