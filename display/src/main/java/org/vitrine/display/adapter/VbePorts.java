package org.vitrine.display.adapter;

import org.vitrine.engine.bus.RegisterBlock;

/**
 * The ports 1CE to 1D1 of Bochs VBE: a 16-bit index at 1CE, the 16-bit data at 1CF, and the data again at 1D0, where
 * machines that need alignment look. Other widths than 16 bits do nothing, but 32 bits at 1CE are index and data.
 */
final class VbePorts implements RegisterBlock {
    static final int BASE = 0x1ce;
    static final int COUNT = 4;

    private final Vga vga;

    VbePorts(Vga vga) {
        this.vga = vga;
    }

    @Override
    public long read(long offset, int size) {
        if (size == 2) {
            return offset == 0
                    ? vga.registers().readVbeIndex()
                    : vga.registers().readVbeData();
        }
        if (size == 4) {
            return vga.registers().readVbeIndex() | (long) vga.registers().readVbeData() << 16;
        }
        return -1;
    }

    @Override
    public void write(long offset, int size, long value) {
        int low = (int) value & 0xffff;
        if (size == 2 && offset == 0) {
            vga.registers().writeVbeIndex(low);
        } else if (size == 2) {
            vga.clear(vga.registers().writeVbeData(low));
        } else if (size == 4) {
            vga.registers().writeVbeIndex(low);
            vga.clear(vga.registers().writeVbeData((int) (value >>> 16) & 0xffff));
        }
    }
}
