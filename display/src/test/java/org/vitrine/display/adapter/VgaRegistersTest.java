package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VgaRegistersTest {
    private final VgaTestBench bench = new VgaTestBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_word_written_to_an_index_port_is_index_and_data() {
        bench.host.out(0x3c4, 2, 0x0f02);

        assertThat(bench.in(0x3c4)).isEqualTo(2);
        assertThat(bench.in(0x3c5)).isEqualTo(0x0f);
    }

    @Test
    void bits_that_a_register_lacks_read_as_zero() {
        bench.sequencer(4, 0xff);
        bench.graphics(4, 0xff);

        assertThat(bench.in(0x3c5)).isEqualTo(0x0e);
        assertThat(bench.in(0x3cf)).isEqualTo(0x03);
    }

    @Test
    void a_register_that_does_not_exist_reads_as_ones() {
        bench.out(0x3c2, 1);
        bench.out(0x3ce, 9);
        bench.out(0x3d4, 0x80);
        bench.out(0x3d5, 0);

        assertThat(bench.in(0x3cf)).isEqualTo(0xff);
        assertThat(bench.in(0x3d5)).isEqualTo(0xff);
    }

    @Test
    void the_crt_controller_answers_at_the_address_that_the_miscellaneous_register_chooses() {
        bench.out(0x3b4, 0x0c);
        bench.out(0x3b5, 0x12);
        assertThat(bench.in(0x3b5)).isEqualTo(0x12);
        assertThat(bench.in(0x3d5)).isEqualTo(0xff);

        bench.out(0x3c2, 1);
        assertThat(bench.in(0x3d5)).isEqualTo(0x12);
        assertThat(bench.in(0x3b5)).isEqualTo(0xff);
        assertThat(bench.in(0x3cc)).isEqualTo(1);
    }

    @Test
    void protected_timing_registers_keep_their_values_but_for_line_compare_bit_8() {
        bench.out(0x3c2, 1);
        bench.crtc(0, 0x5f);
        bench.crtc(7, 0x02);
        bench.crtc(0x11, 0x8e);
        bench.crtc(0, 0x11);
        bench.crtc(7, 0xfd);
        bench.crtc(8, 0x33);

        bench.out(0x3d4, 0);
        assertThat(bench.in(0x3d5)).isEqualTo(0x5f);
        bench.out(0x3d4, 7);
        assertThat(bench.in(0x3d5)).isEqualTo(0x12);
        bench.out(0x3d4, 8);
        assertThat(bench.in(0x3d5)).isEqualTo(0x33);
    }

    @Test
    void reading_input_status_1_makes_the_next_attribute_write_an_index() {
        bench.out(0x3c2, 1);
        bench.in(0x3da);
        bench.out(0x3c0, 0x11);
        bench.in(0x3da);
        bench.out(0x3c0, 0x12);
        bench.out(0x3c0, 0x0f);

        assertThat(bench.in(0x3c0)).isEqualTo(0x12);
        assertThat(bench.in(0x3c1)).isEqualTo(0x0f);
        bench.out(0x3c0, 0x11);
        assertThat(bench.in(0x3c1)).isEqualTo(0);
    }

    @Test
    void a_palette_entry_takes_effect_with_its_third_component() {
        bench.out(0x3c8, 5);
        bench.out(0x3c9, 0x3f);
        bench.out(0x3c9, 0x20);
        assertThat(bench.vga.registers().dac.color(5, false)).isZero();
        bench.out(0x3c9, 0x01);

        assertThat(bench.vga.registers().dac.color(5, false)).isEqualTo(0xff_8007);
        assertThat(bench.in(0x3c8)).isEqualTo(6);
        bench.out(0x3c7, 5);
        assertThat(bench.in(0x3c7)).isEqualTo(3);
        assertThat(bench.in(0x3c9)).isEqualTo(0x3f);
        assertThat(bench.in(0x3c9)).isEqualTo(0x20);
        assertThat(bench.in(0x3c9)).isEqualTo(0x01);
    }

    @Test
    void palette_indices_wrap() {
        bench.out(0x3c8, 0xff);
        for (int i = 0; i < 6; i++) {
            bench.out(0x3c9, i);
        }

        assertThat(bench.in(0x3c8)).isEqualTo(1);
        bench.out(0x3c7, 0);
        assertThat(bench.in(0x3c9)).isEqualTo(3);
    }

    @Test
    void retrace_follows_the_clock() {
        bench.out(0x3c2, 0x67);
        int[] timing = {0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0, 0x4f, 0, 0, 0, 0, 0, 0, 0x9c, 0x8e, 0x8f};
        for (int i = 0; i < timing.length; i++) {
            bench.crtc(i, timing[i]);
        }
        // 100 characters of 9 dots at 28.322 MHz a line, 449 lines, retrace from 412 on.
        long line = 100 * 9 * 1_000_000_000L / 28_322_000;

        bench.host.clock().set(line * 449 * 7 + 10);
        assertThat(bench.in(0x3da)).isEqualTo(0);
        bench.host.clock().set(line * 449 * 7 + line * 9 / 10);
        assertThat(bench.in(0x3da)).isEqualTo(0x01);
        bench.host.clock().set(line * (449 * 7 + 405));
        assertThat(bench.in(0x3da)).isEqualTo(0x01);
        bench.host.clock().set(line * (449 * 7 + 413));
        assertThat(bench.in(0x3da)).isEqualTo(0x09);
    }

    @Test
    void retrace_comes_and_goes_even_if_the_timing_was_never_set() {
        bench.out(0x3c2, 1);
        int seen = 0;
        for (int i = 0; i < 200; i++) {
            bench.host.clock().advance(100_000);
            seen |= (bench.in(0x3da) & 8) != 0 ? 1 : 2;
        }

        assertThat(seen).isEqualTo(3);
    }
}
