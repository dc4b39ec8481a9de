package org.vitrine.engine.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vitrine.engine.bus.RegisterBlock;

/**
 * Finds the registers that an access touches, whatever its width and alignment. A device gets whole registers: a wide
 * access becomes one call per register, lowest address first; a narrow write comes with a mask of the bits that it
 * drives, as byte enables do on a bus; a narrow read reads the whole register and takes its part.
 *
 * <p>Allocates nothing after construction. It has no lock: a wide access to narrow registers is not atomic, as on
 * hardware.
 *
 * @param <R> the device's registers
 */
public final class RegisterMap<R extends Enum<R> & RegisterMap.Register> implements RegisterBlock {
    /** Where a register lies. A bank of equal registers is one constant. */
    public interface Register {
        /** Bytes from the start of the block to the first register of the bank. */
        int offset();

        /** Bytes: 1, 2, 4 or 8. */
        int width();

        /** Registers in the bank. */
        default int count() {
            return 1;
        }

        /** Bytes from one register of the bank to the next. */
        default int stride() {
            return width();
        }
    }

    /** The device behind the registers. As a {@link RegisterBlock}: several threads, no exception, no allocation. */
    public interface Handler<R> {
        /**
         * Reads a whole register.
         *
         * @param index which of the bank, from 0
         * @return the value; bits above the register's width are ignored
         */
        long read(R register, int index);

        /**
         * Writes a register or part of it.
         *
         * @param index which of the bank, from 0
         * @param value zero outside the mask
         * @param mask the bits that the access drives; see {@link RegisterMap#merge}
         */
        void write(R register, int index, long value, long mask);
    }

    private static final short ABSENT = -1;

    private final Handler<R> handler;
    private final int absent;
    /** For each byte of the block the slot of the register that it belongs to. */
    private final short[] slotOf;

    private final List<R> registers = new ArrayList<>();
    private int[] indices = new int[8];
    private int[] starts = new int[8];
    private int[] widths = new int[8];

    /**
     * Lays out the registers.
     *
     * @param length bytes of the block; at most 64 KiB
     * @param absent what a byte between the registers reads as: 0xff, or 0 where the specification says so
     * @throws IllegalArgumentException if registers overlap or leave the block
     */
    public RegisterMap(Class<R> type, int length, int absent, Handler<R> handler) {
        this.handler = handler;
        this.absent = absent;
        slotOf = new short[length];
        Arrays.fill(slotOf, ABSENT);
        for (R register : type.getEnumConstants()) {
            for (int index = 0; index < register.count(); index++) {
                add(register, index);
            }
        }
    }

    private void add(R register, int index) {
        int slot = registers.size();
        int start = register.offset() + index * register.stride();
        if (Integer.bitCount(register.width()) != 1 || register.width() > 8 || slot == Short.MAX_VALUE) {
            throw new IllegalArgumentException("register %s is %d bytes wide".formatted(register, register.width()));
        }
        for (int at = start; at < start + register.width(); at++) {
            if (at < 0 || at >= slotOf.length || slotOf[at] != ABSENT) {
                throw new IllegalArgumentException(
                        "register %s[%d] overlaps another or leaves the block".formatted(register, index));
            }
            slotOf[at] = (short) slot;
        }
        if (slot == starts.length) {
            indices = Arrays.copyOf(indices, 2 * slot);
            starts = Arrays.copyOf(starts, 2 * slot);
            widths = Arrays.copyOf(widths, 2 * slot);
        }
        registers.add(register);
        indices[slot] = index;
        starts[slot] = start;
        widths[slot] = register.width();
    }

    /** Bytes of the block: how much of an address space to map it to. */
    public int length() {
        return slotOf.length;
    }

    /** What a register holds after a masked write: the old value where the mask is 0, the new one where it is 1. */
    public static long merge(long old, long value, long mask) {
        return (old & ~mask) | (value & mask);
    }

    /** As {@link #merge(long, long, long)}, for registers of up to 32 bits. */
    public static int merge(int old, long value, long mask) {
        return (int) merge((long) old, value, mask);
    }

    @Override
    public long read(long offset, int size) {
        int at = (int) offset;
        int slot = slotOf[at];
        if (slot >= 0 && starts[slot] == at && widths[slot] == size) {
            return handler.read(registers.get(slot), indices[slot]);
        }
        long value = 0;
        int bytes;
        for (int done = 0; done < size; done += bytes) {
            slot = slotOf[at + done];
            long part;
            if (slot < 0) {
                bytes = 1;
                part = absent;
            } else {
                int within = at + done - starts[slot];
                bytes = Math.min(size - done, widths[slot] - within);
                part = handler.read(registers.get(slot), indices[slot]) >>> (8 * within);
            }
            value |= (part & ones(bytes)) << (8 * done);
        }
        return value;
    }

    @Override
    public void write(long offset, int size, long value) {
        int at = (int) offset;
        int bytes;
        for (int done = 0; done < size; done += bytes) {
            int slot = slotOf[at + done];
            if (slot < 0) {
                bytes = 1;
                continue;
            }
            int within = at + done - starts[slot];
            bytes = Math.min(size - done, widths[slot] - within);
            long part = (value >>> (8 * done)) & ones(bytes);
            handler.write(registers.get(slot), indices[slot], part << (8 * within), ones(bytes) << (8 * within));
        }
    }

    private static long ones(int bytes) {
        return -1L >>> (64 - 8 * bytes);
    }
}
