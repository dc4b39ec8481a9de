package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BochsVbeTest {
    private static final long MEMORY = 16 << 20;

    private final VgaTestBench bench = new VgaTestBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void it_says_what_it_is_and_has() {
        assertThat(bench.vbe(VbeRegister.ID)).isEqualTo(0xb0c5);
        assertThat(bench.vbe(VbeRegister.VIDEO_MEMORY_64K)).isEqualTo(256);

        bench.vbe(VbeRegister.ENABLE, VbeRegister.GET_CAPS);
        assertThat(bench.vbe(VbeRegister.XRES)).isEqualTo(4096);
        assertThat(bench.vbe(VbeRegister.YRES)).isEqualTo(2160);
        assertThat(bench.vbe(VbeRegister.BPP)).isEqualTo(32);
    }

    @Test
    void a_guest_can_ask_for_an_older_version_but_not_for_another_device() {
        bench.vbe(VbeRegister.ID, 0xb0c2);
        bench.vbe(VbeRegister.ID, 0x1234);

        assertThat(bench.vbe(VbeRegister.ID)).isEqualTo(0xb0c2);
    }

    @Test
    void switching_on_sets_the_virtual_size_and_clears_what_is_visible() {
        bench.vga.vram().segment().fill((byte) 0x77);
        bench.vbeMode(800, 600, 32);

        assertThat(bench.vbe(VbeRegister.VIRT_WIDTH)).isEqualTo(800);
        assertThat(bench.vbe(VbeRegister.VIRT_HEIGHT)).isEqualTo((int) (MEMORY / 3200));
        assertThat(bench.memory(800 * 600 * 4 - 1)).isZero();
        assertThat(bench.memory(800 * 600 * 4)).isEqualTo(0x77);
    }

    @Test
    void switching_on_leaves_the_memory_alone_if_asked_to() {
        bench.vga.vram().segment().fill((byte) 0x77);
        bench.vbe(VbeRegister.XRES, 640);
        bench.vbe(VbeRegister.YRES, 480);
        bench.vbe(VbeRegister.BPP, 8);
        bench.vbe(VbeRegister.ENABLE, 0xc1);

        assertThat(bench.memory(0)).isEqualTo(0x77);
    }

    @Test
    void the_window_is_the_chosen_bank() {
        bench.vbeMode(640, 480, 8);
        bench.vbe(VbeRegister.BANK, 3);
        // What the graphics controller was left with does not matter in these modes.
        bench.graphics(8, 0x0f);
        bench.graphics(5, 0x12);
        bench.store(0x1234, 0x5a);

        assertThat(bench.memory(0x3_1234)).isEqualTo(0x5a);
        assertThat(bench.load(0x1234)).isEqualTo(0x5a);
        assertThat(bench.load(0x1_0000)).isEqualTo(0xff);
    }

    @Test
    void in_4_bit_modes_the_window_is_planar() {
        bench.vbeMode(800, 600, 4);
        bench.graphics(8, 0xff);
        bench.sequencer(2, 0x0a);
        bench.sequencer(4, 0x0e);
        bench.store(5, 0xff);

        assertThat(bench.memory(20)).isZero();
        assertThat(bench.memory(21)).isEqualTo(0xff);
        assertThat(bench.memory(22)).isZero();
        assertThat(bench.memory(23)).isEqualTo(0xff);
    }

    @Test
    void a_bank_beyond_the_memory_wraps() {
        bench.vbeMode(640, 480, 8);
        bench.vbe(VbeRegister.BANK, 0x0102);

        assertThat(bench.vbe(VbeRegister.BANK)).isEqualTo(2);
    }

    @Test
    void a_mode_that_does_not_fit_into_the_memory_loses_rows() {
        bench.vbeMode(4096, 2160, 32);

        assertThat(bench.vbe(VbeRegister.YRES)).isEqualTo(1024);
    }

    @Test
    void whatever_is_written_the_picture_lies_in_the_memory() {
        Random random = new Random(3);
        VbeRegister[] registers = VbeRegister.values();
        BochsVbe vbe = bench.vga.registers().vbe;
        for (int i = 0; i < 20_000; i++) {
            int value = random.nextBoolean() ? random.nextInt(0x10000) : random.nextInt(64) * 8;
            bench.vbe(registers[random.nextInt(registers.length)], value);
            if (vbe.enabled()) {
                assertThat(vbe.width()).isBetween(8, 4096);
                assertThat(vbe.height()).isBetween(1, 2160);
                assertThat(vbe.stride()).isGreaterThanOrEqualTo(vbe.width() * vbe.bitsPerPixel() / 8 & ~7);
                assertThat(vbe.start() + vbe.visibleBytes()).isLessThanOrEqualTo(MEMORY);
            }
            assertThat((long) vbe.bankOffset()).isBetween(0L, MEMORY - 1);
            if (i % 100 == 0) {
                assertThat(bench.vga.capture().width()).isPositive();
            }
        }
    }

    @Test
    void indices_that_do_not_exist_read_as_ones() {
        bench.host.out(0x1ce, 2, 0x7777);
        bench.host.out(0x1cf, 2, 0);

        assertThat(bench.host.in(0x1cf, 2)).isEqualTo(0xffff);
        assertThat(bench.host.in(0x1ce, 2)).isEqualTo(0x7777);
    }

    @Test
    void the_data_port_has_an_aligned_alias() {
        bench.host.out(0x1ce, 2, 1);
        bench.host.out(0x1d0, 2, 1024);

        assertThat(bench.host.in(0x1cf, 2)).isEqualTo(1024);
        assertThat(bench.host.in(0x1d0, 2)).isEqualTo(1024);
    }
}
