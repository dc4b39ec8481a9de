package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import org.vitrine.display.link.RowSet;

/**
 * Alphanumeric modes: characters in map 0, attributes in map 1, two fonts of 256 glyphs in map 2 (PS/2 Technical
 * Reference, "Alphanumeric Modes").
 *
 * @see Layout for the numbers
 */
public final class TextMode implements Mode {
    private static final int GLYPHS = 256;
    /** Rows that a glyph has in the font, however few the cell shows. */
    private static final int GLYPH_ROWS = 32;

    /** IBM says C0; QEMU joins the shaded blocks from B0 on as well. */
    private static final int FIRST_LINE_GLYPH = 0xb0;

    private static final int LAST_LINE_GLYPH = 0xdf;
    private static final int UNDERLINE_MASK = 0x77;
    private static final int UNDERLINED = 0x01;
    private static final int FONT_BIT = 0x08;
    private static final int BLINK_BIT = 0x80;

    /**
     * Where things are and how they look.
     *
     * @param columns 1 to 256
     * @param rows at least 1
     * @param cellWidth dots: 8, 9, or 16 for doubled dots
     * @param cellHeight dots, 1 to 32
     * @param start bytes to the first character's group
     * @param stride bytes from one line of text to the next
     * @param fontA bytes to the font of characters whose attribute bit 3 is clear
     * @param fontB bytes to the font of the others
     * @param lineGraphics whether the ninth dot of B0 to DF repeats the eighth
     * @param blink whether attribute bit 7 means blinking, not a bright background
     */
    public record Layout(
            int columns,
            int rows,
            int cellWidth,
            int cellHeight,
            int start,
            int stride,
            int fontA,
            int fontB,
            boolean lineGraphics,
            boolean blink) {}

    /**
     * The cursor.
     *
     * @param address bytes to the group of the character it stands on
     * @param first first row of it in the cell
     * @param last last row, included; nothing is shown if it is above the first
     */
    public record Cursor(boolean enabled, int address, int first, int last) {}

    private final Layout layout;
    private final Cursor cursor;
    private final int underlineRow;
    private final int[] palette;
    private final int[] fontA = new int[GLYPHS * GLYPH_ROWS];
    private final int[] fontB;
    private final int[] cells;
    private final int[] pixels;

    /**
     * @param underlineRow row of the cell in which attributes 01 and 09 are underlined in monochrome; -1 for none
     * @param palette 16 colours, 0x00RRGGBB
     */
    public TextMode(Layout layout, Cursor cursor, int underlineRow, int[] palette) {
        this.layout = layout;
        this.cursor = cursor;
        this.underlineRow = underlineRow;
        this.palette = palette.clone();
        this.fontB = layout.fontA == layout.fontB ? fontA : new int[GLYPHS * GLYPH_ROWS];
        this.cells = new int[layout.columns];
        this.pixels = new int[width()];
    }

    @Override
    public int width() {
        return layout.columns * layout.cellWidth;
    }

    @Override
    public int height() {
        return layout.rows * layout.cellHeight;
    }

    @Override
    public boolean blinks() {
        return cursor.enabled || layout.blink;
    }

    @Override
    public void addDamaged(long[] pages, RowSet rows) {
        int fontBytes = 4 * GLYPHS * GLYPH_ROWS;
        if (VideoMemory.isDamaged(pages, layout.fontA, fontBytes)
                || VideoMemory.isDamaged(pages, layout.fontB, fontBytes)) {
            rows.add(0, height());
            return;
        }
        for (int line = 0; line < layout.rows; line++) {
            if (VideoMemory.isDamaged(pages, layout.start + line * layout.stride, 4 * layout.columns)) {
                rows.add(line * layout.cellHeight, layout.cellHeight);
            }
        }
    }

    @Override
    public void draw(MemorySegment memory, Blink blink, RowSet rows, RowSink sink) {
        VideoMemory.copyGroups(memory, layout.fontA, fontA, fontA.length);
        if (layout.fontA != layout.fontB) {
            VideoMemory.copyGroups(memory, layout.fontB, fontB, fontB.length);
        }
        for (int line = 0; line < layout.rows; line++) {
            int lineAddress = layout.start + line * layout.stride;
            boolean read = false;
            for (int cellRow = 0; cellRow < layout.cellHeight; cellRow++) {
                int row = line * layout.cellHeight + cellRow;
                if (!rows.contains(row)) {
                    continue;
                }
                if (!read) {
                    VideoMemory.copyGroups(memory, lineAddress, cells, cells.length);
                    read = true;
                }
                drawRow(lineAddress, cellRow, blink);
                sink.accept(row, pixels);
            }
        }
    }

    private void drawRow(int lineAddress, int cellRow, Blink blink) {
        boolean cursorRow = cursor.enabled && blink.cursor() && cellRow >= cursor.first && cellRow <= cursor.last;
        for (int column = 0; column < cells.length; column++) {
            int character = cells[column] & 0xff;
            int attribute = cells[column] >>> 8 & 0xff;
            int[] font = (attribute & FONT_BIT) != 0 ? fontB : fontA;
            int dots = font[character * GLYPH_ROWS + cellRow] >>> 16 & 0xff;
            int foreground = palette[attribute & 15];
            int background = palette[attribute >>> 4];
            if (layout.blink && (attribute & BLINK_BIT) != 0 && blink.text() != Blink.Text.BRIGHT_BACKGROUND) {
                background = palette[attribute >>> 4 & 7];
                dots = blink.text() == Blink.Text.HIDDEN ? 0 : dots;
            }
            boolean ninth = layout.lineGraphics && character >= FIRST_LINE_GLYPH && character <= LAST_LINE_GLYPH;
            dots = dots << 1 | (ninth ? dots & 1 : 0);
            boolean underlined = cellRow == underlineRow && (attribute & UNDERLINE_MASK) == UNDERLINED;
            if (underlined || (cursorRow && lineAddress + 4 * column == cursor.address)) {
                dots = 0x1ff;
            }
            drawCell(column * layout.cellWidth, dots, foreground, background);
        }
    }

    /** @param dots nine, the leftmost in bit 8 */
    private void drawCell(int at, int dots, int foreground, int background) {
        if (layout.cellWidth == 16) {
            for (int dot = 0; dot < 8; dot++) {
                int color = (dots >>> (8 - dot) & 1) != 0 ? foreground : background;
                pixels[at + 2 * dot] = color;
                pixels[at + 2 * dot + 1] = color;
            }
            return;
        }
        for (int dot = 0; dot < layout.cellWidth; dot++) {
            pixels[at + dot] = (dots >>> (8 - dot) & 1) != 0 ? foreground : background;
        }
    }
}
