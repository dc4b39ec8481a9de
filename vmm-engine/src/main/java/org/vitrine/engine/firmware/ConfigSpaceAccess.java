package org.vitrine.engine.firmware;

/** Access to the configuration space of PCI functions (PCI Local Bus 3.0, 3.2.2.3), as the processor has it. */
public interface ConfigSpaceAccess {
    /**
     * Reads a register.
     *
     * @param bdf bus in bits 15:8, device in 7:3, function in 2:0
     * @param offset 0 to 255, a multiple of {@code size}
     * @param size 1, 2 or 4 bytes
     * @return the value, zero-extended; all ones where no function answers
     */
    int read(int bdf, int offset, int size);

    /** Writes a register; see {@link #read}. */
    void write(int bdf, int offset, int size, int value);
}
