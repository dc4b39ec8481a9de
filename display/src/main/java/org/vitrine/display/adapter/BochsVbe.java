package org.vitrine.display.adapter;

import org.vitrine.display.link.Geometry;
import org.vitrine.display.scanout.Mode;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The Bochs VBE display interface, version B0C5 (Bochs, "VBE Display API"), which sets linear and banked modes of 4, 8,
 * 15, 16, 24 and 32 bits. While a mode is on, every combination of registers is made a valid one: the picture always
 * lies within the memory. Guarded by the adapter's lock.
 */
@SuppressWarnings("EnumOrdinal") // A register's index is its place in the enum, by definition.
final class BochsVbe {
    static final int MAX_XRES = Geometry.MAX_WIDTH;
    static final int MAX_YRES = Mode.MAX_HEIGHT;
    static final int MAX_BPP = 32;

    private static final int OLDEST_ID = 0xb0c0;
    private static final int NEWEST_ID = 0xb0c5;
    private static final int BANK_SIZE = 1 << 16;

    private final long memorySize;
    private final int[] registers = new int[VbeRegister.COUNT];
    private int index;

    /** @param memorySize bytes of video memory, a power of two, at least 1 MiB */
    BochsVbe(long memorySize) {
        this.memorySize = memorySize;
        reset();
    }

    void reset() {
        java.util.Arrays.fill(registers, 0);
        registers[VbeRegister.ID.ordinal()] = NEWEST_ID;
        index = 0;
    }

    int index() {
        return index;
    }

    void setIndex(int value) {
        index = value;
    }

    private int get(VbeRegister register) {
        return registers[register.ordinal()];
    }

    private void set(VbeRegister register, int value) {
        registers[register.ordinal()] = value & 0xffff;
    }

    boolean enabled() {
        return (get(VbeRegister.ENABLE) & VbeRegister.ENABLED) != 0;
    }

    boolean eightBitDac() {
        return (get(VbeRegister.ENABLE) & VbeRegister.DAC_8_BIT) != 0;
    }

    int width() {
        return get(VbeRegister.XRES);
    }

    int height() {
        return get(VbeRegister.YRES);
    }

    /** 4, 8, 15, 16, 24 or 32 while enabled. */
    int bitsPerPixel() {
        return get(VbeRegister.BPP);
    }

    private int storedBits() {
        return bitsPerPixel() == 15 ? 16 : bitsPerPixel();
    }

    /** Bytes from one line to the next; for 4 bits over all four maps. */
    int stride() {
        return get(VbeRegister.VIRT_WIDTH) * storedBits() / 8;
    }

    /** Bytes from the beginning of the memory to the first pixel. */
    int start() {
        int bytes = get(VbeRegister.X_OFFSET) * storedBits() / 8 + get(VbeRegister.Y_OFFSET) * stride();
        return bytes & ~3;
    }

    /** Where in the memory the 64 KiB window begins, in the window's own addresses. */
    int bankOffset() {
        return enabled() ? get(VbeRegister.BANK) * BANK_SIZE : 0;
    }

    /** Bytes that switching the mode on clears. */
    long visibleBytes() {
        return (long) stride() * height();
    }

    /** Reads a register; one that does not exist reads as all ones. */
    int read(int number) {
        if (number < 0 || number >= VbeRegister.COUNT) {
            return 0xffff;
        }
        boolean capabilities = (get(VbeRegister.ENABLE) & VbeRegister.GET_CAPS) != 0;
        VbeRegister register = VbeRegister.at(number);
        return switch (register) {
            case XRES -> capabilities ? MAX_XRES : get(register);
            case YRES -> capabilities ? MAX_YRES : get(register);
            case BPP -> capabilities ? MAX_BPP : get(register);
            case VIDEO_MEMORY_64K -> (int) (memorySize / BANK_SIZE);
            default -> get(register);
        };
    }

    /**
     * Writes a register.
     *
     * @return whether a mode was switched on that wants its memory cleared
     */
    boolean write(int number, int value) {
        if (number < 0 || number >= VbeRegister.COUNT) {
            return false;
        }
        VbeRegister register = VbeRegister.at(number);
        switch (register) {
            case ID -> {
                if (value >= OLDEST_ID && value <= NEWEST_ID) {
                    set(register, value);
                }
            }
            case XRES, YRES, BPP, VIRT_WIDTH, X_OFFSET, Y_OFFSET -> {
                set(register, value);
                makeValid();
            }
            case ENABLE -> {
                return enable(value);
            }
            case BANK -> set(register, value & (int) (bankLimit() - 1));
            case VIRT_HEIGHT, VIDEO_MEMORY_64K -> {}
        }
        return false;
    }

    private long bankLimit() {
        // A window address selects four bytes, one in each map, in planar modes.
        return Math.max(1, (bitsPerPixel() == 4 ? memorySize / 4 : memorySize) / BANK_SIZE);
    }

    private boolean enable(int value) {
        boolean before = enabled();
        set(VbeRegister.ENABLE, value);
        if (!enabled()) {
            set(VbeRegister.BANK, 0);
            return false;
        }
        if (before) {
            return false;
        }
        set(VbeRegister.VIRT_WIDTH, 0);
        set(VbeRegister.X_OFFSET, 0);
        set(VbeRegister.Y_OFFSET, 0);
        makeValid();
        return (value & VbeRegister.NO_CLEAR) == 0;
    }

    private void makeValid() {
        if (!enabled()) {
            return;
        }
        switch (bitsPerPixel()) {
            case 4, 8, 15, 16, 24, 32 -> {}
            default -> set(VbeRegister.BPP, 8);
        }
        set(VbeRegister.XRES, clamp(width() & ~7, 8, MAX_XRES));
        set(VbeRegister.VIRT_WIDTH, clamp(get(VbeRegister.VIRT_WIDTH) & ~7, width(), MAX_XRES));
        long lines = memorySize / stride();
        set(VbeRegister.YRES, clamp(height(), 1, (int) Math.min(lines, MAX_YRES)));
        set(VbeRegister.X_OFFSET, Math.min(get(VbeRegister.X_OFFSET), MAX_XRES));
        set(VbeRegister.Y_OFFSET, (int) Math.min(get(VbeRegister.Y_OFFSET), lines));
        if (!fits()) {
            set(VbeRegister.Y_OFFSET, 0);
        }
        if (!fits()) {
            set(VbeRegister.X_OFFSET, 0);
        }
        set(VbeRegister.VIRT_HEIGHT, (int) Math.min(lines, 0xffff));
    }

    private boolean fits() {
        return (long) get(VbeRegister.X_OFFSET) * storedBits() / 8
                        + (long) stride() * (get(VbeRegister.Y_OFFSET) + height())
                <= memorySize;
    }

    private static int clamp(int value, int min, int max) {
        return Math.max(min, Math.min(value, max));
    }

    void save(StateWriter out) {
        out.put("vbe", registers);
        out.put("vbe.index", index);
    }

    void load(StateReader in) throws StateException {
        in.getInts("vbe", registers);
        for (int i = 0; i < registers.length; i++) {
            registers[i] &= 0xffff;
        }
        index = in.getInt("vbe.index", 0, 0xffff);
        makeValid();
        set(VbeRegister.BANK, get(VbeRegister.BANK) & (int) (bankLimit() - 1));
    }
}
