package org.vitrine.testbed.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

/** With a font of its own: each glyph's rows spell its code, so that every one is another. */
class TextScreenTest {
    private static final int ROWS = 16;
    private static final VgaFont FONT = new VgaFont(ROWS, bitmaps());

    @Test
    void reads_what_is_written() {
        TextScreen screen = TextScreen.read(picture(9, "Memtest 86+", "at 0x7c00"), 9, FONT);

        assertThat(screen).hasToString("Memtest 86+\nat 0x7c00");
    }

    @Test
    void reads_cells_of_eight_pixels() {
        TextScreen screen = TextScreen.read(picture(8, "narrow"), 8, FONT);

        assertThat(screen.line(0)).isEqualTo("narrow");
    }

    @Test
    void tells_ink_from_paper() {
        TextScreen.Cell cell = TextScreen.read(picture(9, "A"), 9, FONT).cell(0, 0);

        assertThat(cell).isEqualTo(new TextScreen.Cell('A', 0xaaaaaa, 0x0000aa));
    }

    @Test
    void finds_the_line_of_another_colour() {
        Picture picture = Picture.of(9, 5 * ROWS, (x, y) -> y / ROWS == 3 ? 0xffffff : 0);

        assertThat(TextScreen.read(picture, 9, FONT).highlightedLine(0, 4, 0)).isEqualTo(3);
    }

    @Test
    void sees_through_a_text_cursor() {
        Picture plain = picture(9, "x");
        Picture picture = Picture.of(9, ROWS, (x, y) -> y >= 13 && y < 15 ? 0xaaaaaa : plain.at(x, y));

        assertThat(TextScreen.read(picture, 9, FONT).line(0)).isEqualTo("x");
    }

    @Test
    void three_colours_in_a_cell_are_no_character() {
        Picture picture = Picture.of(9, ROWS, (x, y) -> x);

        assertThat(TextScreen.read(picture, 9, FONT).line(0)).isEqualTo("" + TextScreen.UNKNOWN);
    }

    private static Picture picture(int width, String... lines) {
        byte[][] codes = new byte[lines.length][];
        int columns = 0;
        for (int line = 0; line < lines.length; line++) {
            codes[line] = lines[line].getBytes(Charset.forName("IBM437"));
            columns = Math.max(columns, codes[line].length);
        }
        IntBinaryOperator pixel = (x, y) -> {
            byte[] line = codes[y / ROWS];
            int column = x / width;
            int code = column < line.length ? line[column] & 0xff : ' ';
            boolean set = x % width < 8 && (bitmaps()[code * ROWS + y % ROWS] << x % width & 0x80) != 0;
            return set ? 0xaaaaaa : 0x0000aa;
        };
        return Picture.of(columns * width, lines.length * ROWS, pixel);
    }

    private static byte[] bitmaps() {
        byte[] bitmaps = new byte[256 * ROWS];
        for (int code = 0; code < 256; code++) {
            for (int row = 2; row < 10 && code != 0 && code != ' '; row++) {
                bitmaps[code * ROWS + row] = (byte) ((code >> row - 2 & 1) != 0 ? 0x7e : 0x18);
            }
        }
        return bitmaps;
    }
}
