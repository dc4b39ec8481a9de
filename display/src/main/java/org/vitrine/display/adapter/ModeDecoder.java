package org.vitrine.display.adapter;

import org.vitrine.display.scanout.BlankMode;
import org.vitrine.display.scanout.Lines;
import org.vitrine.display.scanout.Mode;
import org.vitrine.display.scanout.PackedMode;
import org.vitrine.display.scanout.PackedMode.Depth;
import org.vitrine.display.scanout.PlanarMode;
import org.vitrine.display.scanout.PlanarMode.Shift;
import org.vitrine.display.scanout.TextMode;

/**
 * Makes a {@link Mode} of the registers. Where real adapters would show something that no monitor could, or registers
 * were never set, it makes a picture of plausible size all the same.
 */
final class ModeDecoder {
    private static final int DEFAULT_WIDTH = 640;
    private static final int DEFAULT_HEIGHT = 480;
    private static final int MIN_WIDTH = 64;
    private static final int MIN_HEIGHT = 32;
    private static final int GLYPH_WIDTH_DOUBLED = 16;
    /** Bytes of video memory for each font of 256 glyphs of 32 rows, in map 2 of four. */
    private static final int FONT_SIZE = 256 * 32 * 4;
    /** The vertical total by which CGA's 160x100 trick is known. */
    private static final int CGA_160_100_TOTAL = 100;

    private final VgaRegisters registers;

    ModeDecoder(VgaRegisters registers) {
        this.registers = registers;
    }

    /** The mode that the registers set now. */
    Mode decode() {
        synchronized (registers) {
            boolean vbe = registers.vbe.enabled();
            boolean off = !registers.isPaletteShown()
                    || (!vbe && registers.sequencer.bit(SequencerRegister.CLOCKING_MODE, SequencerRegister.SCREEN_OFF));
            Mode mode = vbe
                    ? vbeMode()
                    : registers.graphics.bit(GraphicsRegister.MISCELLANEOUS, GraphicsRegister.GRAPHICS_MODE)
                            ? graphicsMode()
                            : textMode();
            if (mode.width() < MIN_WIDTH || mode.height() < MIN_HEIGHT) {
                return vbe && !off ? mode : new BlankMode(DEFAULT_WIDTH, DEFAULT_HEIGHT);
            }
            return off ? new BlankMode(mode.width(), mode.height()) : mode;
        }
    }

    private Mode vbeMode() {
        BochsVbe vbe = registers.vbe;
        Lines lines = Lines.linear(vbe.start(), vbe.stride());
        Depth depth = switch (vbe.bitsPerPixel()) {
            case 8 -> Depth.PALETTE_8;
            case 15 -> Depth.RGB_555;
            case 16 -> Depth.RGB_565;
            case 24 -> Depth.RGB_888;
            case 32 -> Depth.XRGB_8888;
            default -> null;
        };
        if (depth == null) {
            return new PlanarMode(vbe.width(), vbe.height(), lines, Shift.ONE_BIT, false, maps(), palette16());
        }
        int[] palette = depth == Depth.PALETTE_8 ? palette256() : new int[0];
        return new PackedMode(vbe.width(), vbe.height(), lines, depth, palette);
    }

    private int crtc(CrtcRegister register) {
        return registers.crtc.get(register);
    }

    private int overflow(int from, int to) {
        return (crtc(CrtcRegister.OVERFLOW) >>> from & 1) << to;
    }

    private int displayedRows() {
        return (crtc(CrtcRegister.VERTICAL_DISPLAY_END) | overflow(1, 8) | overflow(6, 9)) + 1;
    }

    private int columns() {
        return crtc(CrtcRegister.HORIZONTAL_DISPLAY_END) + 1;
    }

    private int stride() {
        return crtc(CrtcRegister.OFFSET) * 8;
    }

    private int start() {
        return (crtc(CrtcRegister.START_ADDRESS_HIGH) << 8 | crtc(CrtcRegister.START_ADDRESS_LOW)) * 4;
    }

    private Mode textMode() {
        int cellHeight = (crtc(CrtcRegister.MAXIMUM_SCAN_LINE) & 0x1f) + 1;
        int rows = crtc(CrtcRegister.VERTICAL_TOTAL) == CGA_160_100_TOTAL ? 100 : displayedRows() / cellHeight;
        int clocking = registers.sequencer.get(SequencerRegister.CLOCKING_MODE);
        int cellWidth = (clocking & SequencerRegister.HALF_DOT_CLOCK) != 0
                ? GLYPH_WIDTH_DOUBLED
                : (clocking & SequencerRegister.EIGHT_DOTS) != 0 ? 8 : 9;
        int attributeMode = registers.attribute.get(AttributeRegister.MODE_CONTROL);
        int fonts = registers.sequencer.get(SequencerRegister.CHARACTER_MAP_SELECT);
        TextMode.Layout layout = new TextMode.Layout(
                columns(),
                Math.max(1, Math.min(rows, Mode.MAX_HEIGHT / cellHeight)),
                cellWidth,
                cellHeight,
                start(),
                stride(),
                font(((fonts >>> 4) & 1) | ((fonts << 1) & 6)),
                font(((fonts >>> 5) & 1) | ((fonts >>> 1) & 6)),
                (attributeMode & AttributeRegister.LINE_GRAPHICS) != 0,
                (attributeMode & AttributeRegister.BLINK) != 0);
        boolean monochrome = (attributeMode & AttributeRegister.MONOCHROME) != 0;
        int underline = monochrome ? crtc(CrtcRegister.UNDERLINE_LOCATION) & 0x1f : -1;
        return new TextMode(layout, cursor(), underline, palette16());
    }

    private static int font(int number) {
        return number * FONT_SIZE;
    }

    private TextMode.Cursor cursor() {
        int location = crtc(CrtcRegister.CURSOR_LOCATION_HIGH) << 8 | crtc(CrtcRegister.CURSOR_LOCATION_LOW);
        int first = crtc(CrtcRegister.CURSOR_START);
        return new TextMode.Cursor(
                (first & CrtcRegister.CURSOR_OFF) == 0,
                location * 4,
                first & 0x1f,
                crtc(CrtcRegister.CURSOR_END) & 0x1f);
    }

    private Mode graphicsMode() {
        int shift = registers.graphics.get(GraphicsRegister.MODE) >>> GraphicsRegister.SHIFT_REGISTER_SHIFT & 3;
        int scanLine = crtc(CrtcRegister.MAXIMUM_SCAN_LINE);
        int doubleScan = (scanLine & CrtcRegister.DOUBLE_SCAN) != 0 ? 2 : 1;
        // CGA's banks use the row counter themselves.
        int repeat = (shift == 1 ? 1 : (scanLine & 0x1f) + 1) * doubleScan;
        int control = crtc(CrtcRegister.MODE_CONTROL);
        int split = crtc(CrtcRegister.LINE_COMPARE) | overflow(4, 8) | (scanLine >>> 6 & 1) << 9;
        Lines lines = new Lines(
                start(),
                stride(),
                repeat,
                split,
                (control & CrtcRegister.NO_CGA_ROWS) == 0,
                14 + (control >>> 6 & 1),
                (control & CrtcRegister.NO_HERCULES_ROWS) == 0);
        int width = columns() * 8;
        if (shift >= 2) {
            return new PackedMode(width, displayedRows(), lines, Depth.PALETTE_8_DOUBLED, palette256());
        }
        boolean doubled = registers.sequencer.bit(SequencerRegister.CLOCKING_MODE, SequencerRegister.HALF_DOT_CLOCK);
        return new PlanarMode(
                doubled ? width * 2 : width,
                displayedRows(),
                lines,
                shift == 0 ? Shift.ONE_BIT : Shift.TWO_BITS,
                doubled,
                maps(),
                palette16());
    }

    private int maps() {
        return registers.attribute.get(AttributeRegister.COLOR_PLANE_ENABLE) & 15;
    }

    private int[] palette256() {
        boolean eightBits = registers.vbe.eightBitDac();
        int[] palette = new int[Dac.COLORS];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = registers.dac.color(i, eightBits);
        }
        return palette;
    }

    private int[] palette16() {
        boolean eightBits = registers.vbe.eightBitDac();
        int select = registers.attribute.get(AttributeRegister.COLOR_SELECT);
        boolean select54 = registers.attribute.bit(AttributeRegister.MODE_CONTROL, AttributeRegister.COLOR_SELECT_5_4);
        int[] palette = new int[16];
        for (int i = 0; i < palette.length; i++) {
            int value = registers.attribute.at(i);
            int pixel = select54 ? ((select & 15) << 4) | (value & 15) : ((select & 12) << 4) | (value & 63);
            palette[i] = registers.dac.color(pixel, eightBits);
        }
        return palette;
    }
}
