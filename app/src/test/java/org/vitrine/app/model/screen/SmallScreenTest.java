package org.vitrine.app.model.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.vitrine.display.link.RowSet;

class SmallScreenTest {
    private static final int STRIDE = 40;

    /** Columns black and white in turn; beyond the width stands red, which must not be seen. */
    private static MemorySegment stripes(Arena arena, int width, int height) {
        MemorySegment pixels = arena.allocate((long) STRIDE * height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < STRIDE / 4; x++) {
                int colour = x >= width ? 0xff0000 : x % 2 == 0 ? 0 : 0xffffff;
                pixels.set(ValueLayout.JAVA_INT, (long) y * STRIDE + 4L * x, colour);
            }
        }
        return pixels;
    }

    private static SmallScreen small(MemorySegment pixels, int width, int height, int roomWidth, int roomHeight) {
        return SmallScreen.of(
                new SmallScreen.Source(pixels, STRIDE, width, height), roomWidth, roomHeight, null, new RowSet());
    }

    @Test
    void rows_without_damage_are_kept_and_those_with_it_are_looked_at_again() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = stripes(arena, 8, 4);
            SmallScreen before = small(pixels, 8, 4, 4, 2);
            pixels.fill((byte) 0);
            RowSet damage = new RowSet();
            damage.add(3, 1);

            SmallScreen after = SmallScreen.of(new SmallScreen.Source(pixels, STRIDE, 8, 4), 4, 2, before, damage);

            assertThat(after.argb()).startsWith(0xff7f7f7f, 0xff7f7f7f, 0xff7f7f7f, 0xff7f7f7f);
            assertThat(after.argb()).endsWith(0xff000000, 0xff000000, 0xff000000, 0xff000000);
            assertThat(after.isSame(before)).isFalse();
        }
    }

    @Test
    void each_pixel_is_the_mean_of_those_that_it_covers() {
        try (Arena arena = Arena.ofConfined()) {
            SmallScreen small = small(stripes(arena, 8, 4), 8, 4, 4, 2);

            assertThat(small.width()).isEqualTo(4);
            assertThat(small.height()).isEqualTo(2);
            assertThat(small.argb()).containsOnly(0xff7f7f7f);
        }
    }

    @Test
    void a_picture_that_fits_keeps_its_pixels() {
        try (Arena arena = Arena.ofConfined()) {
            SmallScreen small = small(stripes(arena, 8, 2), 8, 2, 100, 100);

            assertThat(small.width()).isEqualTo(8);
            assertThat(small.argb()).startsWith(0xff000000, 0xffffffff, 0xff000000);
        }
    }

    @Test
    void a_very_flat_picture_keeps_a_row() {
        try (Arena arena = Arena.ofConfined()) {
            SmallScreen small = small(stripes(arena, 8, 1), 8, 1, 2, 2);

            assertThat(small.width()).isEqualTo(2);
            assertThat(small.height()).isEqualTo(1);
        }
    }
}
