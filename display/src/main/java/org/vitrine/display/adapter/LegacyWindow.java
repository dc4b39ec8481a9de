package org.vitrine.display.adapter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * The 128 KiB at A0000 through which a guest reaches the four maps (PS/2 Technical Reference, "Video Memory Organization"
 * and "Graphics Controller").
 *
 * <p>In the video memory the maps are interleaved: byte {@code 4 * offset + map}. In chain-4 and odd/even addressing the
 * offset is the address without its map bits, so that chain-4 is a plain frame buffer, as QEMU has it and as drivers that
 * switch between window and linear frame buffer expect. In Bochs VBE modes of 8 bits and more the window is a 64 KiB
 * bank of the frame buffer, untouched by the graphics controller.
 */
final class LegacyWindow implements RegisterBlock {
    static final long BASE = 0xa_0000;
    static final long SIZE = 0x2_0000;

    private static final int ABSENT = 0xff;
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Four map bits as four bytes. */
    private static final int[] SPREAD_BITS = new int[16];

    static {
        for (int bits = 0; bits < 16; bits++) {
            SPREAD_BITS[bits] =
                    (bits & 1) * 0xff | (bits & 2) * 0x7f80 | (bits & 4) * 0x3f_c000 | (bits & 8) * 0x1fe0_0000;
        }
    }

    private final VgaRegisters registers;
    private final MemoryRegion vram;
    private final MemorySegment memory;
    private int latch;

    LegacyWindow(VgaRegisters registers, MemoryRegion vram) {
        this.registers = registers;
        this.vram = vram;
        this.memory = vram.segment();
    }

    @Override
    public long read(long offset, int size) {
        synchronized (registers) {
            long value = 0;
            for (int i = 0; i < size; i++) {
                value |= (long) readByte((int) offset + i) << (8 * i);
            }
            return value;
        }
    }

    @Override
    public void write(long offset, int size, long value) {
        synchronized (registers) {
            for (int i = 0; i < size; i++) {
                writeByte((int) offset + i, (int) (value >>> (8 * i)) & 0xff);
            }
        }
    }

    private boolean isBank() {
        return registers.vbe.enabled() && registers.vbe.bitsPerPixel() != 4;
    }

    /** Where in the mapped part of the window an offset lies; negative outside it. */
    private long address(int offset) {
        int map = registers.vbe.enabled() ? 1 : registers.graphics.get(GraphicsRegister.MISCELLANEOUS) >>> 2 & 3;
        return switch (map) {
            case 0 -> offset;
            case 1 -> offset < 0x1_0000 ? offset + (long) registers.vbe.bankOffset() : -1;
            case 2 -> offset >= 0x1_0000 && offset < 0x1_8000 ? offset - 0x1_0000 : -1;
            default -> offset >= 0x1_8000 ? offset - 0x1_8000 : -1;
        };
    }

    /** How addresses select maps. */
    private enum Addressing {
        PLANAR,
        ODD_EVEN,
        CHAIN_4
    }

    private Addressing addressing() {
        if (registers.sequencer.bit(SequencerRegister.MEMORY_MODE, SequencerRegister.CHAIN_4)
                && !registers.vbe.enabled()) {
            return Addressing.CHAIN_4;
        }
        return registers.graphics.bit(GraphicsRegister.MODE, GraphicsRegister.ODD_EVEN)
                ? Addressing.ODD_EVEN
                : Addressing.PLANAR;
    }

    private int readByte(int offset) {
        long address = address(offset);
        if (address < 0) {
            return ABSENT;
        }
        if (isBank()) {
            return address < memory.byteSize() ? memory.get(ValueLayout.JAVA_BYTE, address) & 0xff : ABSENT;
        }
        int readMap = registers.graphics.get(GraphicsRegister.READ_MAP_SELECT);
        long group = address;
        switch (addressing()) {
            case CHAIN_4 -> {
                readMap = (int) address & 3;
                group = address >>> 2;
            }
            case ODD_EVEN -> {
                readMap = (readMap & 2) | ((int) address & 1);
                group = address >>> 1;
            }
            case PLANAR -> {}
        }
        if (group * 4 + 4 > memory.byteSize()) {
            return ABSENT;
        }
        latch = memory.get(WORD, group * 4);
        return registers.graphics.bit(GraphicsRegister.MODE, GraphicsRegister.READ_MODE_1)
                ? compareColors(latch)
                : latch >>> (8 * readMap) & 0xff;
    }

    /** One bit per pixel: whether its colour matches in the maps that count. */
    private int compareColors(int maps) {
        int difference = (maps ^ SPREAD_BITS[registers.graphics.get(GraphicsRegister.COLOR_COMPARE)])
                & SPREAD_BITS[registers.graphics.get(GraphicsRegister.COLOR_DONT_CARE)];
        difference |= difference >>> 16;
        difference |= difference >>> 8;
        return ~difference & 0xff;
    }

    private void writeByte(int offset, int value) {
        long address = address(offset);
        if (address < 0) {
            return;
        }
        if (isBank()) {
            if (address < memory.byteSize()) {
                memory.set(ValueLayout.JAVA_BYTE, address, (byte) value);
                vram.markDirty(address, 1);
            }
            return;
        }
        int maps = 15;
        long group = address;
        switch (addressing()) {
            case CHAIN_4 -> {
                maps = 1 << (address & 3);
                group = address >>> 2;
            }
            case ODD_EVEN -> {
                maps = 5 << (address & 1);
                group = address >>> 1;
            }
            case PLANAR -> {}
        }
        int enabled = maps & registers.sequencer.get(SequencerRegister.MAP_MASK);
        if (enabled == 0 || group * 4 + 4 > memory.byteSize()) {
            return;
        }
        int mask = SPREAD_BITS[enabled];
        memory.set(WORD, group * 4, (memory.get(WORD, group * 4) & ~mask) | (combine(value) & mask));
        vram.markDirty(group * 4, 4);
    }

    /** What the graphics controller makes of a byte from the CPU, for all four maps. */
    private int combine(int value) {
        RegisterFile<GraphicsRegister> graphics = registers.graphics;
        int bitMask = graphics.get(GraphicsRegister.BIT_MASK);
        int setReset = SPREAD_BITS[graphics.get(GraphicsRegister.SET_RESET)];
        return switch (graphics.get(GraphicsRegister.MODE) & 3) {
            case 0 -> {
                int enabled = SPREAD_BITS[graphics.get(GraphicsRegister.ENABLE_SET_RESET)];
                yield mix((repeat(rotate(value)) & ~enabled) | (setReset & enabled), bitMask);
            }
            case 1 -> latch;
            case 2 -> mix(SPREAD_BITS[value & 15], bitMask);
            default -> mix(setReset, bitMask & rotate(value));
        };
    }

    private int mix(int maps, int bitMask) {
        int function = registers.graphics.get(GraphicsRegister.DATA_ROTATE) >>> 3;
        int result = switch (function) {
            case 1 -> maps & latch;
            case 2 -> maps | latch;
            case 3 -> maps ^ latch;
            default -> maps;
        };
        int mask = repeat(bitMask);
        return (result & mask) | (latch & ~mask);
    }

    private int rotate(int value) {
        int count = registers.graphics.get(GraphicsRegister.DATA_ROTATE) & 7;
        return (value >>> count | value << (8 - count)) & 0xff;
    }

    private static int repeat(int value) {
        return value * 0x0101_0101;
    }

    void reset() {
        synchronized (registers) {
            latch = 0;
        }
    }

    void save(StateWriter out) {
        synchronized (registers) {
            out.put("latch", latch);
        }
    }

    void load(StateReader in) throws StateException {
        synchronized (registers) {
            latch = in.getInt("latch");
        }
    }
}
