package org.vitrine.display.adapter;

import org.vitrine.engine.bus.RegisterBlock;

/**
 * The 4 KiB behind BAR 2 (QEMU, docs/specs/standard-vga.rst): the monitor's EDID at 0, the VGA ports 3C0 to 3DF at 400,
 * the Bochs VBE registers as 16-bit words at 500, and QEMU's extension, whose one register is the byte order, at 600.
 */
final class VgaMmio implements RegisterBlock {
    static final int SIZE = 0x1000;

    private static final int EDID_END = 0x400;
    private static final int PORTS = 0x400;
    private static final int PORTS_END = 0x420;
    private static final int FIRST_PORT = 0x3c0;
    private static final int VBE = 0x500;
    private static final int VBE_END = VBE + 2 * VbeRegister.COUNT;
    private static final int EXTENSION = 0x600;
    private static final int EXTENSION_END = 0x608;
    private static final int EXTENSION_SIZE = 8;
    private static final int BYTE_ORDER = 0x604;
    /** The frame buffer is little-endian, and stays so. */
    private static final int LITTLE_ENDIAN = 0x1e1e_1e1e;

    private final Vga vga;
    private final byte[] edid = Edid.block();

    VgaMmio(Vga vga) {
        this.vga = vga;
    }

    @Override
    public long read(long offset, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) readByte((int) offset + i) << (8 * i);
        }
        return value;
    }

    private int readByte(int at) {
        if (at < EDID_END) {
            return at < edid.length ? edid[at] & 0xff : 0;
        }
        if (at < PORTS_END) {
            return vga.registers().read(VgaPort.of(FIRST_PORT + at - PORTS));
        }
        if (at >= VBE && at < VBE_END) {
            return vga.registers().readVbe((at - VBE) / 2) >>> (8 * (at & 1)) & 0xff;
        }
        if (at >= EXTENSION && at < EXTENSION_END) {
            int register = at < BYTE_ORDER ? EXTENSION_SIZE : LITTLE_ENDIAN;
            return register >>> (8 * (at & 3)) & 0xff;
        }
        return 0xff;
    }

    @Override
    public void write(long offset, int size, long value) {
        int at = (int) offset;
        if (at >= PORTS && at < PORTS_END) {
            for (int i = 0; i < size; i++) {
                vga.registers().write(VgaPort.of(FIRST_PORT + at + i - PORTS), (int) (value >>> (8 * i)) & 0xff);
            }
        } else if (at >= VBE && at < VBE_END && (at & 1) == 0) {
            for (int i = 0; i + 2 <= size; i += 2) {
                long clear = vga.registers().writeVbe((at + i - VBE) / 2, (int) (value >>> (8 * i)) & 0xffff);
                vga.clear(clear);
            }
        }
    }
}
