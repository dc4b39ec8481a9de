package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The graphics controller, against a slow model of one pixel at a time and against examples worked by hand. */
class LegacyWindowTest {
    private final VgaTestBench bench = new VgaTestBench();

    @BeforeEach
    void planar() {
        bench.out(0x3c2, 0x67);
        bench.sequencer(2, 0x0f);
        bench.sequencer(4, 0x06);
        bench.graphics(6, 0x05);
        bench.graphics(8, 0xff);
        bench.graphics(7, 0x0f);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void maps(int offset, int map0, int map1, int map2, int map3) {
        int[] values = {map0, map1, map2, map3};
        for (int map = 0; map < 4; map++) {
            bench.sequencer(2, 1 << map);
            bench.store(offset, values[map]);
        }
        bench.sequencer(2, 0x0f);
    }

    private int[] maps(int offset) {
        int[] values = new int[4];
        for (int map = 0; map < 4; map++) {
            values[map] = bench.memory(offset * 4L + map);
        }
        return values;
    }

    @Test
    void the_map_mask_chooses_the_maps_that_are_written() {
        maps(0, 0x11, 0x22, 0x33, 0x44);
        bench.sequencer(2, 0x05);
        bench.store(0, 0xff);

        assertThat(maps(0)).containsExactly(0xff, 0x22, 0xff, 0x44);
    }

    @Test
    void read_mode_0_answers_the_selected_map() {
        maps(7, 0x11, 0x22, 0x33, 0x44);
        for (int map = 0; map < 4; map++) {
            bench.graphics(4, map);
            assertThat(bench.load(7)).isEqualTo(0x11 * (map + 1));
        }
    }

    @Test
    void read_mode_1_compares_colors_in_the_maps_that_count() {
        maps(0, 0b1111_0000, 0b1100_1100, 0b1010_1010, 0b0000_1111);
        bench.graphics(5, 0x08);
        bench.graphics(2, 0b0111);
        assertThat(bench.load(0)).isEqualTo(0b1000_0000);

        bench.graphics(7, 0b0011);
        assertThat(bench.load(0)).isEqualTo(0b1100_0000);
    }

    @Test
    void write_mode_1_copies_the_latches() {
        maps(3, 1, 2, 3, 4);
        bench.load(3);
        bench.graphics(5, 1);
        bench.store(100, 0xff);

        assertThat(maps(100)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void write_mode_2_writes_a_color_under_the_bit_mask() {
        maps(0, 0, 0xff, 0, 0xff);
        bench.load(0);
        bench.graphics(5, 2);
        bench.graphics(8, 0x0f);
        bench.store(0, 0b0101);

        assertThat(maps(0)).containsExactly(0x0f, 0xf0, 0x0f, 0xf0);
    }

    @Test
    void write_mode_3_masks_the_set_reset_color_with_the_rotated_data() {
        maps(0, 0, 0, 0xff, 0xff);
        bench.load(0);
        bench.graphics(5, 3);
        bench.graphics(0, 0b0110);
        bench.graphics(3, 4);
        bench.graphics(8, 0x3c);
        bench.store(0, 0xf0);

        // Rotated by four: 0f; with the bit mask: 0c.
        assertThat(maps(0)).containsExactly(0, 0x0c, 0xff, 0xf3);
    }

    @Test
    void any_mixture_of_registers_does_what_a_model_of_single_pixels_does() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            int[] before = random.ints(4, 0, 256).toArray();
            int[] latches = random.ints(4, 0, 256).toArray();
            bench.graphics(5, 0);
            bench.graphics(3, 0);
            bench.graphics(1, 0);
            bench.graphics(8, 0xff);
            maps(1, before[0], before[1], before[2], before[3]);
            maps(2, latches[0], latches[1], latches[2], latches[3]);
            bench.load(2);
            int mode = random.nextInt(4);
            int function = random.nextInt(4);
            int rotate = random.nextInt(8);
            int setReset = random.nextInt(16);
            int enable = random.nextInt(16);
            int bitMask = random.nextInt(256);
            int mapMask = random.nextInt(16);
            int data = random.nextInt(256);
            bench.graphics(0, setReset);
            bench.graphics(1, enable);
            bench.graphics(3, function << 3 | rotate);
            bench.graphics(5, mode);
            bench.graphics(8, bitMask);
            bench.sequencer(2, mapMask);

            bench.store(1, data);

            int rotated = Integer.rotateRight(data * 0x0101_0101, rotate) & 0xff;
            for (int map = 0; map < 4; map++) {
                int expected = 0;
                for (int bit = 0; bit < 8; bit++) {
                    expected |= pixel(
                                    mode,
                                    function,
                                    mode == 0 && (enable >> map & 1) == 0
                                            ? rotated >> bit & 1
                                            : mode == 2 ? data >> map & 1 : setReset >> map & 1,
                                    latches[map] >> bit & 1,
                                    mode == 3 ? (bitMask & rotated) >> bit & 1 : bitMask >> bit & 1)
                            << bit;
                }
                assertThat(maps(1)[map])
                        .as("round %d, map %d", round, map)
                        .isEqualTo((mapMask >> map & 1) != 0 ? expected : before[map]);
            }
        }
    }

    private static int pixel(int mode, int function, int source, int latch, int masked) {
        if (mode == 1 || masked == 0) {
            return latch;
        }
        return switch (function) {
            case 1 -> source & latch;
            case 2 -> source | latch;
            case 3 -> source ^ latch;
            default -> source;
        };
    }

    @Test
    void in_chain_4_the_window_is_a_plain_frame_buffer() {
        bench.sequencer(4, 0x0e);
        for (int i = 0; i < 8; i++) {
            bench.store(0xfff8 + i, i + 1);
        }

        for (int i = 0; i < 8; i++) {
            assertThat(bench.memory(0xfff8 + i)).isEqualTo(i + 1);
            assertThat(bench.load(0xfff8 + i)).isEqualTo(i + 1);
        }
    }

    @Test
    void in_odd_even_addressing_characters_go_to_map_0_and_attributes_to_map_1() {
        bench.sequencer(4, 0x02);
        bench.sequencer(2, 0x03);
        bench.graphics(5, 0x10);
        bench.graphics(6, 0x0e);
        bench.host.store(0xb8000 + 10, 2, 0x1f41);

        assertThat(maps(5)).containsExactly(0x41, 0x1f, 0, 0);
        assertThat(bench.host.load(0xb8000 + 10, 2)).isEqualTo(0x1f41);
    }

    @Test
    void the_memory_map_bits_choose_the_part_of_the_window_that_answers() {
        bench.graphics(6, 0x09);
        bench.store(0, 0x55);
        bench.store(0x10000, 0x66);
        bench.store(0x18000, 0x77);
        assertThat(bench.load(0)).isEqualTo(0xff);
        assertThat(bench.load(0x18000)).isEqualTo(0xff);
        assertThat(bench.load(0x10000)).isEqualTo(0x66);

        bench.graphics(6, 0x0d);
        assertThat(bench.load(0x18000)).isEqualTo(0x66);
        bench.graphics(6, 0x01);
        assertThat(bench.load(0)).isEqualTo(0x66);
        bench.store(0x1ffff, 0x12);
        assertThat(maps(0x1ffff)).containsExactly(0x12, 0x12, 0x12, 0x12);
    }

    @Test
    void writes_are_seen_by_those_who_track_the_memory() {
        long[] pages = new long[64];
        try (var tracker = bench.host.memory().track(bench.vga.vram())) {
            bench.store(0x1400, 1);

            assertThat(tracker.collect(pages)).isTrue();
            assertThat(pages[0]).isEqualTo(1L << 5);
        }
    }
}
