package org.vitrine.display.adapter;

import org.jspecify.annotations.Nullable;

/**
 * The text mode of 80 columns and 25 lines as a VGA's BIOS leaves it (mode 3: IBM Personal System/2 Hardware Interface Technical Reference,
 * Video Subsystem, "Video Modes" and "Modes of operation"), for boots where no BIOS runs.
 */
final class BiosTextMode {
    private static final int MISCELLANEOUS_OUTPUT = 0x67;
    private static final int[] SEQUENCER = {0x03, 0x00, 0x03, 0x00, 0x02};
    private static final int[] CRTC = {
        0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x0d, 0x0e, 0x00, 0x00, 0x00, 0x00, 0x9c, 0x8e,
        0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff
    };
    private static final int[] GRAPHICS = {0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff};
    private static final int[] ATTRIBUTE = {
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0x00,
        0x0f, 0x08, 0x00
    };
    private static final int PALETTE_SOURCE = 0x20;
    /** The colours that the palette's six bits stand for: a third and two thirds of red, green and blue. */
    private static final int COLOURS = 64;

    private static final int THIRD = 0x15;
    private static final int TWO_THIRDS = 0x2a;

    private static final int TEXT = 0x1_8000;
    private static final int TEXT_SIZE = 0x8000;
    private static final int WHITE_ON_BLACK_BLANK = 0x0720;
    /** Bytes between the glyphs of two characters in map 2. */
    private static final int GLYPH_STRIDE = 32;

    private final VgaRegisters registers;
    private final LegacyWindow window;

    BiosTextMode(VgaRegisters registers, LegacyWindow window) {
        this.registers = registers;
        this.window = window;
    }

    /** @param font 256 glyphs of {@value RomFont#ROWS} bytes, or null if none was found: characters are then blank */
    void enter(byte @Nullable [] font) {
        registers.write(VgaPort.MISCELLANEOUS_OUTPUT, MISCELLANEOUS_OUTPUT);
        // Index 11 hex of the CRTC protects the first ones.
        indexed(VgaPort.CRTC_INDEX, VgaPort.CRTC_DATA, CrtcRegister.VERTICAL_RETRACE_END.ordinal(), 0);
        if (font != null) {
            load(font);
        }
        all(VgaPort.SEQUENCER_INDEX, VgaPort.SEQUENCER_DATA, SEQUENCER);
        all(VgaPort.CRTC_INDEX, VgaPort.CRTC_DATA, CRTC);
        all(VgaPort.GRAPHICS_INDEX, VgaPort.GRAPHICS_DATA, GRAPHICS);
        colours();
        int unused = registers.read(VgaPort.INPUT_STATUS_1);
        for (int index = 0; index < ATTRIBUTE.length; index++) {
            registers.write(VgaPort.ATTRIBUTE, index);
            registers.write(VgaPort.ATTRIBUTE, ATTRIBUTE[index]);
        }
        registers.write(VgaPort.ATTRIBUTE, PALETTE_SOURCE);
        for (int cell = 0; cell < TEXT_SIZE; cell += 2) {
            window.write(TEXT + cell, 2, WHITE_ON_BLACK_BLANK);
        }
    }

    /** Fonts lie in map 2, which the CPU sees one byte after the other while odd and even are not parted. */
    private void load(byte[] font) {
        indexed(VgaPort.SEQUENCER_INDEX, VgaPort.SEQUENCER_DATA, SequencerRegister.MAP_MASK.ordinal(), 0x04);
        indexed(VgaPort.SEQUENCER_INDEX, VgaPort.SEQUENCER_DATA, SequencerRegister.MEMORY_MODE.ordinal(), 0x06);
        all(VgaPort.GRAPHICS_INDEX, VgaPort.GRAPHICS_DATA, new int[] {0, 0, 0, 0, 0, 0, 0x04, 0, 0xff});
        for (int i = 0; i < font.length; i++) {
            window.write((long) i / RomFont.ROWS * GLYPH_STRIDE + i % RomFont.ROWS, 1, font[i] & 0xff);
        }
    }

    private void colours() {
        registers.write(VgaPort.PEL_MASK, 0xff);
        registers.write(VgaPort.DAC_WRITE_INDEX, 0);
        for (int colour = 0; colour < COLOURS; colour++) {
            for (int component = 2; component >= 0; component--) {
                registers.write(
                        VgaPort.DAC_DATA,
                        (colour >> component & 1) * TWO_THIRDS + (colour >> component + 3 & 1) * THIRD);
            }
        }
    }

    private void all(VgaPort index, VgaPort data, int[] values) {
        for (int i = 0; i < values.length; i++) {
            indexed(index, data, i, values[i]);
        }
    }

    private void indexed(VgaPort index, VgaPort data, int number, int value) {
        registers.write(index, number);
        registers.write(data, value);
    }
}
