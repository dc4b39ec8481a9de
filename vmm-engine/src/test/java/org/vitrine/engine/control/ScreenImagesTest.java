package org.vitrine.engine.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.picture.PictureFormat;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpException;

class ScreenImagesTest {
    @TempDir
    Path directory;

    private final FakeMachine machine = new FakeMachine();

    private void screendump(String arguments) throws QmpException, MachineException {
        try (CommandTable commands = new CommandTable(machine, (job, status) -> {})) {
            commands.find("screendump").action().run(Arguments.of(QmpCodec.read(arguments)));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,3", "720,400", "1,3000", "3001,1", "640,480"})
    void a_png_is_read_by_the_jdk_pixel_for_pixel(int width, int height) throws IOException {
        int[] pixels =
                new Random(width * 31L + height).ints((long) width * height).toArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PictureFormat.PNG.write(new Frame(width, height, pixels.clone()), out);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(out.toByteArray()));

        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        int[] read = image.getRGB(0, 0, width, height, null, 0, width);
        assertThat(Arrays.stream(read).map(p -> p & 0xffffff).toArray())
                .isEqualTo(Arrays.stream(pixels).map(p -> p & 0xffffff).toArray());
    }

    @Test
    void a_ppm_is_a_header_and_the_bytes_of_the_pixels() throws Exception {
        Path file = directory.resolve("screen.ppm");
        screendump("{'filename':'" + file + "'}");

        byte[] expected = new byte[11 + 12];
        System.arraycopy("P6\n2 2\n255\n".getBytes(US_ASCII), 0, expected, 0, 11);
        byte[] pixels = {(byte) 255, 0, 0, 0, (byte) 255, 0, 0, 0, (byte) 255, 0x12, 0x34, 0x56};
        System.arraycopy(pixels, 0, expected, 11, 12);
        assertThat(file).hasBinaryContent(expected);
    }

    @Test
    void a_screendump_replaces_the_file_and_leaves_nothing_beside_it() throws Exception {
        Path file = Files.writeString(directory.resolve("screen.png"), "old");
        screendump("{'filename':'" + file + "','format':'png'}");

        assertThat(ImageIO.read(file.toFile()).getRGB(1, 1)).isEqualTo(0xff123456);
        try (var entries = Files.list(directory)) {
            assertThat(entries).containsExactly(file);
        }
    }

    @Test
    void a_link_is_followed_to_its_file() throws Exception {
        Path file = Files.writeString(directory.resolve("screen.ppm"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        screendump("{'filename':'" + link + "'}");

        assertThat(link).isSymbolicLink();
        assertThat(Files.readAllBytes(file)).startsWith("P6".getBytes(US_ASCII));
    }

    @Test
    void what_is_not_a_file_is_refused() {
        assertThatThrownBy(() -> screendump("{'filename':'/dev/null'}"))
                .isInstanceOf(QmpException.class)
                .hasMessage("failed to open file '/dev/null': it is not a file");
        assertThatThrownBy(() -> screendump("{'filename':'" + directory + "'}")).isInstanceOf(QmpException.class);
        assertThatThrownBy(() -> screendump("{'filename':'a\\u0000b'}"))
                .isInstanceOf(QmpException.class)
                .hasMessageContaining("not the name of a file");
    }
}
