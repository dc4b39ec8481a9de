package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EdidTest {
    private final byte[] block = Edid.block();

    @Test
    void all_bytes_add_up_to_zero() {
        int sum = 0;
        for (byte value : block) {
            sum += value;
        }
        assertThat(block).hasSize(128);
        assertThat(sum & 0xff).isZero();
    }

    @Test
    void the_preferred_timing_is_1280_by_800_at_60_hertz() {
        int clock = (block[54] & 0xff | (block[55] & 0xff) << 8) * 10_000;
        int width = block[56] & 0xff | (block[58] & 0xf0) << 4;
        int widthTotal = width + (block[57] & 0xff | (block[58] & 0x0f) << 8);
        int height = block[59] & 0xff | (block[61] & 0xf0) << 4;
        int heightTotal = height + (block[60] & 0xff | (block[61] & 0x0f) << 8);

        assertThat(width).isEqualTo(1280);
        assertThat(height).isEqualTo(800);
        assertThat((double) clock / widthTotal / heightTotal).isBetween(59.5, 60.5);
    }

    @Test
    void the_monitor_has_a_name_and_a_maker() {
        assertThat(new String(block, 113, 8, StandardCharsets.US_ASCII)).isEqualTo("Vitrine\n");
        int maker = (block[8] & 0xff) << 8 | block[9] & 0xff;
        assertThat("" + (char) ('@' + (maker >> 10)) + (char) ('@' + (maker >> 5 & 31)) + (char) ('@' + (maker & 31)))
                .isEqualTo("VTR");
    }
}
