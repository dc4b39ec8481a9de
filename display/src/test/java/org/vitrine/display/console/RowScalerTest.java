package org.vitrine.display.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.IntBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowScalerTest {
    private static final int UNTOUCHED = 0x12345678;

    @Test
    void one_to_one_copies_pixels_and_makes_them_opaque() {
        int[] target = copyAll(new MultiplyingScaler(2, 1), new int[] {0x00112233, 0xff445566}, 2, 1, 2);

        assertThat(target).containsExactly(0xff112233, 0xff445566);
    }

    @Test
    void twice_makes_squares_of_four() {
        int[] target = copyAll(new MultiplyingScaler(2, 2), new int[] {1, 2}, 2, 1, 8);

        assertThat(target)
                .containsExactly(
                        0xff000001, 0xff000001, 0xff000002, 0xff000002, 0xff000001, 0xff000001, 0xff000002, 0xff000002);
    }

    @Test
    void only_the_damaged_rows_are_written() {
        MultiplyingScaler scaler = new MultiplyingScaler(1, 2);
        IntBuffer target = untouched(16);

        RowScaler.Rows rows = scaler.copy(pixels(new int[] {1, 2, 3, 4}), 4, 2, 1, target);

        assertThat(rows).isEqualTo(new RowScaler.Rows(4, 2));
        for (int i = 0; i < 16; i++) {
            assertThat(target.get(i)).as("pixel %d", i).isEqualTo(i >= 8 && i < 12 ? 0xff000003 : UNTOUCHED);
        }
    }

    @Test
    void a_stride_longer_than_a_row_is_skipped() {
        int[] picture = {1, 99, 2, 99};
        IntBuffer target = untouched(2);

        RowScaler.Rows unused = new MultiplyingScaler(1, 1).copy(pixels(picture), 8, 0, 2, target);

        assertThat(target.array()).containsExactly(0xff000001, 0xff000002);
    }

    @Test
    void halving_mixes_neighbours() {
        int[] target = copyAll(new BilinearScaler(2, 2, 1, 1), new int[] {0, 0xffffff, 0, 0xffffff}, 2, 2, 1);

        assertThat(target).containsExactly(0xff7f7f7f);
    }

    @Test
    void a_picture_of_one_colour_keeps_it_at_any_scale() {
        int[] picture = new int[7 * 5];
        java.util.Arrays.fill(picture, 0x00c08040);

        assertThat(copyAll(new BilinearScaler(7, 5, 4, 3), picture, 7, 5, 12)).containsOnly(0xffc08040);
        assertThat(copyAll(new BilinearScaler(7, 5, 16, 11), picture, 7, 5, 176))
                .containsOnly(0xffc08040);
    }

    @ParameterizedTest
    @CsvSource({"13, 11, 7, 6", "13, 11, 8, 10", "5, 4, 12, 9", "3, 40, 2, 13", "4, 1, 3, 5", "10, 10, 10, 10"})
    void copying_damaged_rows_gives_the_same_as_copying_all(int width, int height, int toWidth, int toHeight) {
        Random random = new Random(42);
        int[] before = random.ints((long) width * height).toArray();
        for (int first = 0; first < height; first++) {
            int count = 1 + random.nextInt(height - first);
            int[] after = before.clone();
            for (int i = first * width; i < (first + count) * width; i++) {
                after[i] = random.nextInt();
            }
            BilinearScaler scaler = new BilinearScaler(width, height, toWidth, toHeight);
            IntBuffer target = IntBuffer.wrap(copyAll(scaler, before, width, height, toWidth * toHeight));

            RowScaler.Rows unused = scaler.copy(pixels(after), width * 4, first, count, target);

            assertThat(target.array())
                    .as("rows %d to %d", first, first + count)
                    .isEqualTo(copyAll(scaler, after, width, height, toWidth * toHeight));
        }
    }

    private static int[] copyAll(RowScaler scaler, int[] picture, int width, int height, int length) {
        IntBuffer target = untouched(length);
        RowScaler.Rows rows = scaler.copy(pixels(picture), width * 4, 0, height, target);
        assertThat(rows.first()).isZero();
        return target.array();
    }

    private static IntBuffer untouched(int length) {
        int[] pixels = new int[length];
        java.util.Arrays.fill(pixels, UNTOUCHED);
        return IntBuffer.wrap(pixels);
    }

    private static MemorySegment pixels(int[] values) {
        MemorySegment segment = MemorySegment.ofArray(new byte[values.length * 4]);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_INT_UNALIGNED, 0, values.length);
        return segment;
    }
}
