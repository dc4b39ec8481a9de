package org.vitrine.engine.bus;

/**
 * What answers guest accesses to a range of ports or of memory-mapped I/O.
 *
 * <p>Called on vCPU threads, several at once: an implementation takes its own lock. It must not block,
 * must not allocate, and must never throw, whatever the guest sends.
 */
public interface RegisterBlock {
    /**
     * Reads registers.
     *
     * @param offset bytes from the start of the mapped range
     * @param size 1, 2, 4 or 8 bytes; the access lies wholly inside the range
     * @return the value, little-endian, in the low {@code size} bytes; higher bytes are ignored.
     *     A register that does not exist reads as all ones.
     */
    long read(long offset, int size);

    /**
     * Writes registers.
     *
     * @param offset bytes from the start of the mapped range
     * @param size 1, 2, 4 or 8 bytes; the access lies wholly inside the range
     * @param value the value, little-endian, in the low {@code size} bytes; higher bytes are zero
     */
    void write(long offset, int size, long value);
}
