package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.vitrine.display.scanout.TextMode;
import org.vitrine.engine.device.Frame;

class BiosTextModeTest {
    private static final int FONT_AT = 100;

    @Test
    void shows_eighty_columns_of_sixteen_rows() {
        try (VgaTestBench bench = new VgaTestBench()) {
            bench.vga.enterTextMode();

            Frame frame = bench.vga.capture();

            assertThat(new ModeDecoder(bench.vga.registers()).decode()).isInstanceOf(TextMode.class);
            assertThat(frame.width()).isEqualTo(720);
            assertThat(frame.height()).isEqualTo(400);
        }
    }

    @Test
    void draws_what_is_written_afterwards_in_the_font_of_the_rom() {
        try (VgaTestBench bench = new VgaTestBench()) {
            new BiosTextMode(bench.vga.registers(), new LegacyWindow(bench.vga.registers(), bench.vga.vram()))
                    .enter(RomFont.find(MemorySegment.ofArray(romWithFont())));
            bench.store(0x1_8000, 0xdb);
            bench.store(0x1_8001, 0x04);

            Frame frame = bench.vga.capture();

            assertThat(frame.xrgb()[0]).isEqualTo(0xa80000);
            assertThat(frame.xrgb()[100]).isZero();
        }
    }

    @Test
    void a_rom_without_a_font_gives_none() {
        assertThat(RomFont.find(MemorySegment.ofArray(new byte[0x1_0000]))).isNull();
        assertThat(RomFont.find(MemorySegment.ofArray(new byte[100]))).isNull();
    }

    /** Blank glyphs, but for the full block and the upper half. */
    private static byte[] romWithFont() {
        byte[] rom = new byte[0x2000];
        Arrays.fill(rom, 0, FONT_AT, (byte) 0x55);
        Arrays.fill(rom, FONT_AT + 0xdb * 16, FONT_AT + 0xdc * 16, (byte) 0xff);
        Arrays.fill(rom, FONT_AT + 0xdf * 16, FONT_AT + 0xdf * 16 + 7, (byte) 0xff);
        return rom;
    }
}
