package org.vitrine.display.scanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;
import org.vitrine.display.scanout.PackedMode.Depth;
import org.vitrine.display.scanout.PlanarMode.Shift;

class GraphicsModesTest {
    private final Drawing drawing = new Drawing();

    @Test
    void a_planar_pixel_takes_one_bit_of_each_map() {
        drawing.put(0, 0b1010_0000, 0b1100_0000, 0b1111_0000, 0b0000_1111);
        PlanarMode mode = new PlanarMode(8, 1, Lines.linear(0, 4), Shift.ONE_BIT, false, 15, Drawing.letters(16));

        assertThat(drawing.draw(mode, Blink.STILL)).containsExactly("hgfeiiii");
    }

    @Test
    void maps_that_are_not_enabled_count_as_zero() {
        drawing.put(0, 0xff, 0xff, 0xff, 0xff);
        PlanarMode mode = new PlanarMode(8, 1, Lines.linear(0, 4), Shift.ONE_BIT, false, 0b0101, Drawing.letters(16));

        assertThat(drawing.draw(mode, Blink.STILL)).containsExactly("ffffffff");
    }

    @Test
    void doubled_pixels_are_two_wide() {
        drawing.put(0, 0b1010_1010, 0, 0, 0);
        PlanarMode mode = new PlanarMode(16, 1, Lines.linear(0, 4), Shift.ONE_BIT, true, 15, Drawing.letters(16));

        assertThat(drawing.draw(mode, Blink.STILL)).containsExactly("bbaabbaabbaabbaa");
    }

    @Test
    void cga_takes_two_bits_first_from_even_then_from_odd_maps() {
        drawing.put(0, 0b00_01_10_11, 0b11_10_01_00, 0, 0);
        PlanarMode mode = new PlanarMode(8, 1, Lines.linear(0, 4), Shift.TWO_BITS, false, 15, Drawing.letters(16));

        assertThat(drawing.draw(mode, Blink.STILL)).containsExactly("abcddcba");
    }

    @Test
    void rows_repeat_split_and_go_through_banks() {
        assertThat(Lines.linear(100, 10).addresses(3)).containsExactly(100, 110, 120);
        assertThat(new Lines(100, 10, 2, 99, false, 14, false).addresses(5)).containsExactly(100, 100, 110, 110, 120);
        assertThat(new Lines(100, 10, 1, 1, false, 14, false).addresses(4)).containsExactly(100, 110, 0, 10);
        assertThat(new Lines(0, 16, 1, 99, true, 14, false).addresses(4)).containsExactly(0, 0x4000, 16, 0x4010);
        assertThat(new Lines(0, 16, 1, 99, true, 14, true).addresses(5)).containsExactly(0, 0x4000, 0x8000, 0xc000, 16);
    }

    @Test
    void palette_pixels_are_looked_up() {
        drawing.put(0, 0, 1, 25, 3);
        PackedMode mode = new PackedMode(4, 1, Lines.linear(0, 4), Depth.PALETTE_8, Drawing.letters(256));
        PackedMode doubled = new PackedMode(8, 1, Lines.linear(0, 4), Depth.PALETTE_8_DOUBLED, Drawing.letters(256));

        assertThat(drawing.draw(mode, Blink.STILL)).containsExactly("abzd");
        assertThat(drawing.draw(doubled, Blink.STILL)).containsExactly("aabbzzdd");
    }

    @Test
    void short_components_become_eight_bits() {
        drawing.put(0, 0xff, 0x7f, 0x00, 0x40, 0x10, 0x02);
        PackedMode mode = new PackedMode(3, 1, Lines.linear(0, 6), Depth.RGB_555, new int[0]);
        assertThat(drawing.colors(mode)[0]).containsExactly(0xf8_f8f8, 0x80_0000, 0x00_8080);

        drawing.put(0, 0xff, 0xff, 0x00, 0x80, 0x10, 0x04);
        mode = new PackedMode(3, 1, Lines.linear(0, 6), Depth.RGB_565, new int[0]);
        assertThat(drawing.colors(mode)[0]).containsExactly(0xff_ffff, 0x84_0000, 0x00_8284);
    }

    @Test
    void true_color_is_blue_green_red() {
        drawing.put(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(drawing.colors(new PackedMode(2, 1, Lines.linear(0, 6), Depth.RGB_888, new int[0]))[0])
                .containsExactly(0x03_0201, 0x06_0504);
        assertThat(drawing.colors(new PackedMode(2, 1, Lines.linear(0, 8), Depth.XRGB_8888, new int[0]))[0])
                .containsExactly(0x03_0201, 0x07_0605);
    }

    @Test
    void only_32_bits_can_be_read_where_they_are() {
        PackedMode direct = new PackedMode(8, 2, Lines.linear(4096, 64), Depth.XRGB_8888, new int[0]);
        PackedMode drawn = new PackedMode(8, 2, Lines.linear(4096, 64), Depth.RGB_888, new int[0]);

        assertThat(direct.direct())
                .isEqualTo(new Geometry(0, Geometry.Source.VRAM, Geometry.PixelFormat.XRGB8888, 8, 2, 64, 4096));
        assertThat(drawn.direct()).isNull();
    }

    @Test
    void written_pages_damage_the_rows_that_touch_them() {
        PackedMode mode = new PackedMode(640, 100, Lines.linear(0, 2560), Depth.XRGB_8888, new int[0]);
        RowSet rows = new RowSet();
        mode.addDamaged(new long[] {1L << 2, 0, 0, 0}, rows);

        // Bytes 8192 to 12287 belong to rows 3 to 4.
        StringBuilder runs = new StringBuilder();
        rows.forEachRun(100, (first, count) -> runs.append(first).append('+').append(count));
        assertThat(runs.toString()).isEqualTo("3+2");
    }

    @Test
    void rows_wrap_at_the_end_of_the_memory() {
        drawing.put(0xf_ffff, 1, 2);
        PackedMode mode = new PackedMode(2, 1, Lines.linear(0xf_ffff, 8), Depth.PALETTE_8, Drawing.letters(256));

        assertThat(drawing.draw(mode, Blink.STILL)).containsExactly("bc");
    }
}
