package org.vitrine.testbed.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
    private static final Picture GRADIENT = Picture.of(5, 3, (x, y) -> x << 16 | y << 8 | 0xf0);

    @TempDir
    private Path directory;

    @Test
    void a_png_keeps_every_pixel() throws IOException {
        Path file = directory.resolve("pictures/gradient.png");
        GRADIENT.writePng(file);

        assertThat(Picture.read(file)).isEqualTo(GRADIENT);
    }

    @Test
    void reads_a_ppm() throws IOException {
        Path file = directory.resolve("two.ppm");
        Files.write(file, "P6\n2 1\n255\nabcABC".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(Picture.read(file)).isEqualTo(new Picture(2, 1, new int[] {0x616263, 0x414243}));
    }

    @Test
    void a_ppm_that_is_cut_short_is_refused() throws IOException {
        Path file = directory.resolve("short.ppm");
        Files.write(file, "P6\n2 1\n255\nabcAB".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Picture.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("5 bytes");
    }

    @Test
    void says_where_pictures_differ() {
        Picture other = Picture.of(5, 3, (x, y) -> x == 4 && y == 1 ? 0x123456 : GRADIENT.at(x, y));

        assertThat(GRADIENT.differenceFrom(other))
                .isEqualTo("1 of 15 pixels differ, the first at 4,1: 0401f0 against 123456");
    }
}
