package org.vitrine.display.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VgaMmioTest {
    private final VgaTestBench bench = new VgaTestBench();
    private final VgaMmio mmio = new VgaMmio(bench.vga);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void the_edid_is_at_the_beginning() {
        assertThat(mmio.read(0, 8)).isEqualTo(0x00ff_ffff_ffff_ff00L);
        assertThat(mmio.read(0x80, 4)).isZero();
    }

    @Test
    void the_vga_ports_are_those_of_the_io_space() {
        mmio.write(0x402, 1, 0x67);
        mmio.write(0x404, 2, 0x0f02);

        assertThat(bench.in(0x3cc)).isEqualTo(0x67);
        assertThat(bench.in(0x3c5)).isEqualTo(0x0f);
        assertThat(mmio.read(0x404, 2)).isEqualTo(0x0f02);
    }

    @Test
    void the_vbe_registers_are_words() {
        mmio.write(0x502, 2, 1024);
        mmio.write(0x504, 4, 768 | 16 << 16);

        assertThat(bench.vbe(VbeRegister.XRES)).isEqualTo(1024);
        assertThat(mmio.read(0x504, 4)).isEqualTo(768 | 16 << 16);
        assertThat(mmio.read(0x500, 2)).isEqualTo(0xb0c5);
    }

    @Test
    void the_byte_order_is_little_endian_whatever_is_written() {
        mmio.write(0x604, 4, 0xbebebebeL);

        assertThat(mmio.read(0x600, 4)).isEqualTo(8);
        assertThat(mmio.read(0x604, 4)).isEqualTo(0x1e1e1e1e);
    }

    @Test
    void what_is_in_between_reads_as_ones() {
        assertThat(mmio.read(0x420, 4)).isEqualTo(0xffff_ffffL);
        assertThat(mmio.read(0x516, 2)).isEqualTo(0xffff);
        assertThat(mmio.read(0xff8, 8)).isEqualTo(-1);
    }
}
