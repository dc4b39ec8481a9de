package org.vitrine.display.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.display.link.Geometry.PixelFormat;
import org.vitrine.display.link.Geometry.Source;

class GeometryTest {
    private static Geometry of(int width, int height, int stride, long start) {
        return new Geometry(1, Source.VRAM, PixelFormat.XRGB8888, width, height, stride, start);
    }

    @Test
    void the_last_pixel_may_be_the_last_of_the_memory() {
        assertThat(of(640, 480, 4096, 64).fits(64 + 479 * 4096L + 640 * 4)).isTrue();
        assertThat(of(640, 480, 4096, 64).fits(63 + 479 * 4096L + 640 * 4)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "4097, 1, 16388, 0",
        "-1, 1, 4, 0",
        "1, 4097, 4, 0",
        "1, -1, 4, 0",
        "640, 480, 2556, 0",
        "640, 480, -2560, 0",
        "640, 480, 2562, 0",
        "640, 480, 2560, -4",
        "640, 480, 2560, 2",
        "640, 480, 2147483644, 0",
        "640, 480, 2560, 9223372036854775804",
        "0, 480, 2560, 0",
        "640, 0, 2560, 0",
    })
    void hostile_values_do_not_fit(int width, int height, int stride, long start) {
        assertThat(of(width, height, stride, start).fits(64L << 20)).isFalse();
    }

    @Test
    void no_picture_fits_everywhere() {
        assertThat(Geometry.NONE.fits(0)).isTrue();
    }
}
