package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.device.DeviceFactory;
import org.vitrine.engine.device.TestHost;

class VgaFactoryTest {
    @TempDir
    Path directory;

    private final TestHost host = new TestHost();

    @AfterEach
    void close() {
        host.close();
    }

    private void refuses(Map<String, Object> properties, String message) {
        assertThatThrownBy(() -> new VgaFactory().create("vga", host, properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void the_engine_finds_it_by_its_kind() {
        assertThat(ServiceLoader.load(DeviceFactory.class))
                .anySatisfy(factory -> assertThat(factory.kind()).isEqualTo("VGA"));
    }

    @Test
    void the_function_is_that_of_bochs_with_64_mib_and_the_rom_rounded_up() throws Exception {
        Path rom = Files.write(directory.resolve("rom"), new byte[39_936]);
        try (Vga vga = (Vga) new VgaFactory().create("vga", host, Map.of("romFile", rom.toString(), "socket", ""))) {
            assertThat(vga.readConfig(0, 4)).isEqualTo(0x1111_1234L);
            assertThat(vga.readConfig(8, 4)).isEqualTo(0x0300_0002L);
            vga.writeConfig(0x10, 4, 0xffff_ffffL);
            vga.writeConfig(0x18, 4, 0xffff_ffffL);
            vga.writeConfig(0x30, 4, 0xffff_fffeL);
            assertThat(vga.readConfig(0x10, 4)).isEqualTo(0xfc00_0008L);
            assertThat(vga.readConfig(0x18, 4)).isEqualTo(0xffff_f000L);
            assertThat(vga.readConfig(0x30, 4)).isEqualTo(0xffff_0000L);
            assertThat(vga.vram().size()).isEqualTo(64 << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "3", "512", "-1", "4294967297"})
    void memory_that_is_no_power_of_two_in_range_is_refused(String mebibytes) {
        refuses(Map.of("vramMiB", Long.parseLong(mebibytes)), "power of two from 1 to 256");
    }

    @Test
    void unknown_properties_are_named() {
        refuses(Map.of("vram", 64), "no property \"vram\"");
    }

    @Test
    void a_missing_empty_or_huge_rom_is_refused() throws Exception {
        refuses(Map.of("romFile", directory.resolve("none").toString()), "cannot be read");
        refuses(Map.of("romFile", directory.toString()), "cannot be read");
        Path empty = Files.write(directory.resolve("empty"), new byte[0]);
        refuses(Map.of("romFile", empty.toString()), "must have 1 to");
        refuses(Map.of("romFile", "/dev/zero"), "must have 1 to");
    }

    @Test
    void a_socket_outside_the_runtime_directory_is_refused() {
        refuses(Map.of("socket", "../x"), "file name");
    }

    @Test
    void a_second_adapter_is_refused() {
        try (VgaTestBench bench = new VgaTestBench()) {
            assertThatThrownBy(() -> new VgaFactory().create("vga2", bench.host, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("already has a display adapter");
        }
    }
}
