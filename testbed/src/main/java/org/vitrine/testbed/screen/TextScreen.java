package org.vitrine.testbed.screen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The text on a screendump of a text mode, read by exact comparison of every character cell with the VGA's font.
 * Cells may be 8 or 9 pixels wide and 16 or 8 rows high; what is no glyph reads as {@value #UNKNOWN}.
 */
public final class TextScreen {
    public static final char UNKNOWN = '\ufffd';

    private static final Map<Integer, VgaFont> FONTS = new ConcurrentHashMap<>();
    private static final int[] HEIGHTS = {16, 8};
    private static final int[] WIDTHS = {9, 8};

    /**
     * A character as it is drawn.
     *
     * @param ink 0xRRGGBB of the glyph; the paper's, if the cell has one colour
     */
    public record Cell(char character, int ink, int paper) {}

    private final List<List<Cell>> rows;

    private TextScreen(List<List<Cell>> rows) {
        this.rows = rows;
    }

    /** Reads a picture with the font of {@link VgaFont#ROM}; a picture of no text mode gives a screen of unknowns. */
    public static TextScreen read(Picture picture) {
        TextScreen best = new TextScreen(List.of());
        int bestCount = -1;
        for (int height : HEIGHTS) {
            for (int width : WIDTHS) {
                if (picture.width() % width == 0 && picture.height() % height == 0) {
                    TextScreen screen = read(picture, width, FONTS.computeIfAbsent(height, TextScreen::font));
                    int count = screen.known();
                    if (count > bestCount) {
                        best = screen;
                        bestCount = count;
                    }
                }
            }
        }
        return best;
    }

    public int columns() {
        return rows.isEmpty() ? 0 : rows.getFirst().size();
    }

    public int lines() {
        return rows.size();
    }

    public Cell cell(int line, int column) {
        return rows.get(line).get(column);
    }

    /** A line's text, with its trailing blanks. */
    public String line(int line) {
        StringBuilder text = new StringBuilder();
        rows.get(line).forEach(cell -> text.append(cell.character()));
        return text.toString();
    }

    public boolean contains(String text) {
        return lineOf(text) >= 0;
    }

    /** The first line that contains a text, or −1. */
    public int lineOf(String text) {
        for (int line = 0; line < rows.size(); line++) {
            if (line(line).contains(text)) {
                return line;
            }
        }
        return -1;
    }

    /** The one line of some that has paper of its own colour in a column, as a menu's selection has; or −1. */
    public int highlightedLine(int firstLine, int lastLine, int column) {
        Map<Integer, List<Integer>> linesByPaper = new HashMap<>();
        for (int line = firstLine; line <= lastLine; line++) {
            int paper = cell(line, column).paper();
            linesByPaper.computeIfAbsent(paper, key -> new ArrayList<>()).add(line);
        }
        List<List<Integer>> alone = linesByPaper.values().stream()
                .filter(lines -> lines.size() == 1)
                .toList();
        return alone.size() == 1 ? alone.getFirst().getFirst() : -1;
    }

    /** The lines without their trailing blanks. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < rows.size(); line++) {
            text.append(line(line).stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static VgaFont font(int height) {
        return VgaFont.load(VgaFont.ROM, height);
    }

    /** Reads text of a graphics mode, in cells of 8 pixels from the upper left corner. */
    public static TextScreen read(Picture picture, VgaFont font) {
        return read(picture, 8, font);
    }

    /** Reads with a font and a width of cells that are known. */
    static TextScreen read(Picture picture, int width, VgaFont font) {
        List<List<Cell>> rows = new ArrayList<>();
        for (int y = 0; y < picture.height(); y += font.rows()) {
            List<Cell> row = new ArrayList<>();
            for (int x = 0; x < picture.width(); x += width) {
                row.add(cell(picture, x, y, font));
            }
            rows.add(row);
        }
        return new TextScreen(rows);
    }

    private static Cell cell(Picture picture, int left, int top, VgaFont font) {
        int paper = picture.at(left, top);
        int ink = paper;
        byte[] bitmap = new byte[font.rows()];
        for (int y = 0; y < bitmap.length; y++) {
            for (int x = 0; x < 8; x++) {
                int pixel = picture.at(left + x, top + y);
                if (pixel != paper) {
                    if (ink != paper && pixel != ink) {
                        return new Cell(UNKNOWN, ink, paper);
                    }
                    ink = pixel;
                    bitmap[y] |= (byte) (0x80 >> x);
                }
            }
        }
        Glyph glyph = Glyph.of(bitmap);
        Glyph inverse = glyph.inverse(font.rows());
        Character straight = character(font, glyph);
        if (straight != null) {
            return new Cell(straight, ink, paper);
        }
        Character reversed = character(font, inverse);
        return reversed == null ? new Cell(UNKNOWN, ink, paper) : new Cell(reversed, paper, ink);
    }

    private static @Nullable Character character(VgaFont font, Glyph glyph) {
        Character exact = font.character(glyph);
        return exact != null ? exact : font.character(glyph.withoutCursor(font.rows()));
    }

    private int known() {
        int count = 0;
        for (List<Cell> row : rows) {
            for (Cell cell : row) {
                if (cell.character() != UNKNOWN && cell.character() != ' ') {
                    count++;
                }
            }
        }
        return count;
    }
}
