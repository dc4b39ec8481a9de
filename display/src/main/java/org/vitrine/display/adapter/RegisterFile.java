package org.vitrine.display.adapter;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The 8-bit registers of one part of a VGA and the index by which the guest selects one. Guarded by the adapter's lock.
 *
 * @param <R> the registers, in the order of their indices
 */
@SuppressWarnings("EnumOrdinal") // A register's index is its place in the enum, by definition.
final class RegisterFile<R extends Enum<R> & RegisterFile.Register> {
    /** One register of a file. */
    interface Register {
        /** Bits that exist; the others read as zero. */
        int mask();

        /** Its index. */
        int ordinal();
    }

    private static final int ABSENT = 0xff;

    private final String name;
    private final R[] registers;
    private final int indexMask;
    private final byte[] values;
    private int index;

    /**
     * @param name prefix of its fields in a snapshot
     * @param registers all of them
     * @param indexMask bits that the index register has
     */
    RegisterFile(String name, R[] registers, int indexMask) {
        this.name = name;
        this.registers = registers;
        this.indexMask = indexMask;
        this.values = new byte[registers.length];
    }

    int get(R register) {
        return values[register.ordinal()] & 0xff;
    }

    /** The register at an index that is known to exist. */
    int at(int number) {
        return values[number] & 0xff;
    }

    boolean bit(R register, int mask) {
        return (values[register.ordinal()] & mask) != 0;
    }

    int index() {
        return index;
    }

    void setIndex(int value) {
        index = value & indexMask;
    }

    /** Reads the register at an index; one that does not exist reads as all ones. */
    int read(int number) {
        return number < values.length ? values[number] & 0xff : ABSENT;
    }

    /** Writes the register at an index. @return whether anything changed */
    boolean write(int number, int value) {
        if (number >= values.length) {
            return false;
        }
        byte next = (byte) (value & registers[number].mask());
        boolean changed = values[number] != next;
        values[number] = next;
        return changed;
    }

    void reset() {
        java.util.Arrays.fill(values, (byte) 0);
        index = 0;
    }

    void save(StateWriter out) {
        out.put(name, values);
        out.put(name + ".index", index);
    }

    void load(StateReader in) throws StateException {
        byte[] loaded = new byte[values.length];
        in.getBytes(name, loaded);
        int loadedIndex = in.getInt(name + ".index", 0, indexMask);
        for (int i = 0; i < loaded.length; i++) {
            write(i, loaded[i]);
        }
        index = loadedIndex & indexMask;
    }
}
