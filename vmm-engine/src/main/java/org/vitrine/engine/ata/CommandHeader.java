package org.vitrine.engine.ata;

import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * An entry of the command list, copied out of guest memory (AHCI 1.3.1, 4.2.2).
 *
 * @param address guest physical address of the header itself
 * @param flags its first 16 bits
 * @param regions number of physical region descriptors, up to 65,535
 * @param table guest physical address of the command table
 */
record CommandHeader(long address, int flags, int regions, long table) {
    static final int SIZE = 32;

    private static final int FIS_LENGTH = 0x1f;
    private static final int BYTES_DONE = 4;

    /** Reads a header; null if it does not lie in memory. */
    static @Nullable CommandHeader read(GuestMemory memory, long address) {
        if (!memory.contains(address, SIZE)) {
            return null;
        }
        int first = memory.readInt(address);
        return new CommandHeader(address, first & 0xffff, first >>> 16, memory.readLong(address + 8) & ~0x7fL);
    }

    /** Length of the command FIS in bytes. */
    int fisBytes() {
        return (flags & FIS_LENGTH) * 4;
    }

    /** Writes how many bytes were transferred (PRDBC). */
    void writeBytesDone(GuestMemory memory, long bytes) {
        memory.writeInt(address + BYTES_DONE, (int) bytes);
    }
}
