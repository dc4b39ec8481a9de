package org.vitrine.engine.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.Network.Model;

class NetworkBootRomTest {
    private static final int DATA = 0x1c;
    private static final int IMAGE = 512;

    @TempDir
    private Path directory;

    /** A BIOS's image for 1af4:1000, whose sum is zero. */
    private static byte[] rom() {
        ByteBuffer rom = ByteBuffer.allocate(IMAGE).order(ByteOrder.LITTLE_ENDIAN);
        rom.putShort(0, (short) 0xaa55).put(2, (byte) 1).putShort(0x18, (short) DATA);
        rom.put(DATA, new byte[] {'P', 'C', 'I', 'R'});
        rom.putShort(DATA + 4, (short) 0x1af4).putShort(DATA + 6, (short) 0x1000);
        rom.put(6, (byte) -sum(rom.array()));
        return rom.array();
    }

    private static int sum(byte[] image) {
        int sum = 0;
        for (byte each : image) {
            sum += each;
        }
        return sum & 0xff;
    }

    @Test
    void what_is_read_is_as_long_as_any() throws Exception {
        Path file = Files.write(directory.resolve("a.rom"), rom());

        byte[] read = NetworkBootRom.read(Model.E1000E, file);
        assertThat(read).isEqualTo(Arrays.copyOf(rom(), NetworkBootRom.LENGTH));
    }

    @Test
    void the_rom_of_a_virtio_interface_names_the_modern_device_and_its_sum_is_still_zero() throws Exception {
        Path file = Files.write(directory.resolve("a.rom"), rom());

        byte[] read = NetworkBootRom.read(Model.VIRTIO, file);
        assertThat(Arrays.copyOfRange(read, DATA + 4, DATA + 8)).containsExactly(0xf4, 0x1a, 0x41, 0x10);
        assertThat(sum(read)).isZero();
    }

    @Test
    void a_file_that_is_none_is_told_in_one_sentence() throws Exception {
        byte[] astray = rom();
        astray[0x19] = (byte) 0xff;
        for (byte[] wrong : List.of(new byte[100], new byte[] {0x55, (byte) 0xaa, 7}, astray)) {
            Path file = Files.write(directory.resolve("a.rom"), wrong);
            assertThatThrownBy(() -> NetworkBootRom.read(Model.E1000E, file))
                    .isInstanceOf(BootException.class)
                    .hasMessageContaining("is no option ROM");
        }
    }
}
