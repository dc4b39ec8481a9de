package org.vitrine.engine.chipset;

import java.lang.foreign.ValueLayout;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * Guest physical addresses 0xc0000 to 0xfffff: thirteen windows in which reads and writes each go to RAM or away from it,
 * as the host bridge's PAM registers say (document 316966, 5.1.14). Away from RAM the top of the range reads as the end
 * of the firmware, at most 128 KiB of it; the rest is all ones.
 *
 * <p>A window that reads the firmware but writes RAM is a read-only memory slot whose writes arrive as MMIO here. What is
 * mapped changes one window at a time, and only where it differs.
 */
public final class LegacyRange {
    /** First address of the range, and the first beyond it. */
    public static final long START = 0xc_0000;

    public static final long END = 0x10_0000;

    /** Windows of 16 KiB from the start on; the last one, after them, has 64 KiB. */
    static final int SMALL_WINDOWS = 12;

    private static final long SMALL_WINDOW = 0x4000;
    private static final long LARGE_WINDOW_START = 0xf_0000;
    private static final long FIRMWARE_LIMIT = 0x2_0000;
    private static final int READ_RAM = 1;
    private static final int WRITE_RAM = 2;

    private final GuestMemory memory;
    private final MemoryRegion ram;
    private final MemoryRegion firmware;
    private final long firmwareStart;
    private final Window[] windows = new Window[SMALL_WINDOWS + 1];

    /**
     * @param ram its offset is the guest physical address; the range is mapped here and by nobody else
     * @param firmware what ends at 4 GiB; a multiple of 4 KiB long
     */
    public LegacyRange(DeviceHost host, MemoryRegion ram, MemoryRegion firmware) {
        this.memory = host.memory();
        this.ram = ram;
        this.firmware = firmware;
        this.firmwareStart = END - Math.min(firmware.size(), FIRMWARE_LIMIT);
        for (int i = 0; i < SMALL_WINDOWS; i++) {
            windows[i] = new Window(START + i * SMALL_WINDOW, SMALL_WINDOW);
        }
        windows[SMALL_WINDOWS] = new Window(LARGE_WINDOW_START, END - LARGE_WINDOW_START);
        host.mmio().map(START, END - START, new Unmapped());
    }

    /**
     * Brings the windows in line with the registers.
     *
     * @param attributes of a window, asked under a lock, so that the last of two racing writes wins; bit 0: reads go to
     *     RAM; bit 1: writes do
     */
    synchronized void follow(IntUnaryOperator attributes) {
        for (int i = 0; i < windows.length; i++) {
            windows[i].set(attributes.applyAsInt(i));
        }
    }

    private final class Window {
        private final long start;
        private final long length;
        private volatile int attributes;
        private GuestMemory.@Nullable Mapping mapping;

        Window(long start, long length) {
            this.start = start;
            this.length = length;
            map(0);
        }

        void set(int wanted) {
            int before = attributes;
            if (before == wanted) {
                return;
            }
            boolean remap = (before & READ_RAM) != (wanted & READ_RAM) || (wanted & READ_RAM) != 0;
            if (remap) {
                if (mapping != null) {
                    mapping.close();
                    mapping = null;
                }
                map(wanted);
            }
            attributes = wanted;
        }

        private void map(int wanted) {
            if ((wanted & READ_RAM) != 0) {
                mapping = memory.map(ram, start, start, length, (wanted & WRITE_RAM) != 0);
            } else if (start >= firmwareStart) {
                mapping = memory.map(firmware, firmware.size() - (END - start), start, length, false);
            }
        }

        boolean writesReachRam() {
            return (attributes & WRITE_RAM) != 0;
        }
    }

    private Window windowAt(long offset) {
        return windows[(int) Math.min(SMALL_WINDOWS, offset / SMALL_WINDOW)];
    }

    /** What reaches no memory slot. */
    private final class Unmapped implements RegisterBlock {
        @Override
        public long read(long offset, int size) {
            return -1;
        }

        @Override
        public void write(long offset, int size, long value) {
            for (int i = 0; i < size; i++) {
                long at = offset + i;
                if (windowAt(at).writesReachRam()) {
                    ram.segment().set(ValueLayout.JAVA_BYTE, START + at, (byte) (value >>> (8 * i)));
                    ram.markDirty(START + at, 1);
                }
            }
        }
    }
}
