package org.vitrine.display.scanout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.display.link.RowSet;

class TextModeTest {
    private static final int TEXT = 0x1_0000;
    private static final int FONT_B = 0x8000;
    private static final TextMode.Cursor NO_CURSOR = new TextMode.Cursor(false, 0, 0, 0);

    private final Drawing drawing = new Drawing();

    /** Glyph 0x41 of font A is a corner, of font B its opposite; glyph 0xc4 is a line. */
    @BeforeEach
    void glyphs() {
        glyph(0, 0x41, 0b1111_0000, 0b1000_0000);
        glyph(FONT_B, 0x41, 0b0000_0001, 0b0000_1111);
        glyph(0, 0xc4, 0b0000_0000, 0b1111_1111);
        glyph(0, 0xe1, 0b0000_0000, 0b1111_1111);
    }

    private void glyph(int font, int character, int... rows) {
        for (int row = 0; row < rows.length; row++) {
            drawing.put(font + (character * 32 + row) * 4 + 2, rows[row]);
        }
    }

    private void cells(int... charactersAndAttributes) {
        for (int i = 0; i < charactersAndAttributes.length; i += 2) {
            drawing.put(TEXT + i * 2, charactersAndAttributes[i], charactersAndAttributes[i + 1]);
        }
    }

    private static TextMode mode(int columns, int rows, int cellWidth, boolean blink, TextMode.Cursor cursor) {
        TextMode.Layout layout =
                new TextMode.Layout(columns, rows, cellWidth, 2, TEXT, columns * 4, 0, FONT_B, true, blink);
        return new TextMode(layout, cursor, -1, Drawing.letters(16));
    }

    private static TextMode mode(int columns, int cellWidth) {
        return mode(columns, 1, cellWidth, false, NO_CURSOR);
    }

    @Test
    void a_character_has_the_colors_of_its_attribute() {
        cells(0x41, 0x12, 0x41, 0xf7);

        assertThat(drawing.draw(mode(2, 8), Blink.STILL))
                .containsExactly("ccccbbbb" + "hhhhpppp", "cbbbbbbb" + "hppppppp");
    }

    @Test
    void attribute_bit_3_chooses_the_second_font() {
        cells(0x41, 0x0a);

        assertThat(drawing.draw(mode(1, 8), Blink.STILL)).containsExactly("aaaaaaak", "aaaakkkk");
    }

    @Test
    void the_ninth_dot_repeats_the_eighth_of_line_characters_only() {
        cells(0xc4, 0x01, 0xe1, 0x01);

        assertThat(drawing.draw(mode(2, 9), Blink.STILL)[1]).isEqualTo("bbbbbbbbb" + "bbbbbbbba");
    }

    @Test
    void a_halved_dot_clock_doubles_the_dots() {
        cells(0x41, 0x01);

        assertThat(drawing.draw(mode(1, 16), Blink.STILL)).containsExactly("bbbbbbbbaaaaaaaa", "bbaaaaaaaaaaaaaa");
    }

    @Test
    void lines_follow_each_other_at_the_stride() {
        cells(0, 0x10, 0, 0x20, 0, 0x30, 0, 0x40);

        assertThat(drawing.draw(mode(2, 2, 8, false, NO_CURSOR), Blink.STILL))
                .containsExactly(
                        "b".repeat(8) + "c".repeat(8),
                        "b".repeat(8) + "c".repeat(8),
                        "d".repeat(8) + "e".repeat(8),
                        "d".repeat(8) + "e".repeat(8));
    }

    @Test
    void the_cursor_covers_its_rows_in_the_foreground_color_while_it_is_on() {
        cells(0, 0x12, 0, 0x12);
        TextMode mode = mode(2, 1, 8, false, new TextMode.Cursor(true, TEXT + 4, 1, 31));

        assertThat(drawing.draw(mode, Blink.STILL)).containsExactly("b".repeat(16), "b".repeat(8) + "c".repeat(8));
        assertThat(drawing.draw(mode, new Blink(false, Blink.Text.SHOWN)))
                .containsExactly("b".repeat(16), "b".repeat(16));
        assertThat(mode.blinks()).isTrue();
    }

    @Test
    void blinking_characters_come_and_go_on_a_dark_background() {
        cells(0x41, 0x92);
        TextMode mode = mode(1, 1, 8, true, NO_CURSOR);

        assertThat(drawing.draw(mode, new Blink(true, Blink.Text.SHOWN))[0]).isEqualTo("ccccbbbb");
        assertThat(drawing.draw(mode, new Blink(true, Blink.Text.HIDDEN))[0]).isEqualTo("bbbbbbbb");
        assertThat(drawing.draw(mode, Blink.STILL)[0]).isEqualTo("ccccjjjj");
    }

    @Test
    void monochrome_attribute_1_is_underlined() {
        cells(0, 0x01, 0, 0x02, 0, 0x09);
        TextMode.Layout layout = new TextMode.Layout(3, 1, 8, 2, TEXT, 12, 0, 0, true, false);
        TextMode mode = new TextMode(layout, NO_CURSOR, 1, Drawing.letters(16));

        assertThat(drawing.draw(mode, Blink.STILL)[1]).isEqualTo("b".repeat(8) + "a".repeat(8) + "j".repeat(8));
    }

    @Test
    void writes_to_a_font_damage_everything_and_writes_to_a_line_that_line() {
        TextMode mode = mode(80, 25, 8, false, NO_CURSOR);
        RowSet rows = new RowSet();
        long[] pages = new long[4];
        pages[0] = 1L << 20;
        mode.addDamaged(pages, rows);
        // Page 20 holds bytes 0x14000 on: beyond the text's 8000 bytes from 0x10000.
        assertThat(rows.isEmpty()).isTrue();

        pages[0] = 1L << 17;
        mode.addDamaged(pages, rows);
        assertThat(rows.contains(2 * 11)).isFalse();
        assertThat(rows.contains(2 * 13)).isTrue();

        pages[0] = 1L << 3;
        mode.addDamaged(pages, rows);
        assertThat(rows.contains(0)).isTrue();
    }

    @Test
    void text_wraps_at_the_end_of_the_memory() {
        TextMode.Layout layout = new TextMode.Layout(2, 1, 8, 1, 0xf_fffc, 8, 0, 0, true, false);
        drawing.put(0xf_fffc, 0, 0x10);
        drawing.put(0, 0, 0x20);

        assertThat(drawing.draw(new TextMode(layout, NO_CURSOR, -1, Drawing.letters(16)), Blink.STILL)[0])
                .isEqualTo("b".repeat(8) + "c".repeat(8));
    }
}
