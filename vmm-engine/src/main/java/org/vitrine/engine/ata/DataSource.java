package org.vitrine.engine.ata;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Where the data that a device sends comes from. */
@FunctionalInterface
interface DataSource {
    /**
     * Delivers some of it.
     *
     * @param offset bytes from the start of the command's data
     * @param into native memory, filled whole
     * @throws IOException if the host cannot deliver it
     */
    void read(long offset, MemorySegment into) throws IOException;

    /** Bytes that are there already. */
    static DataSource of(byte[] bytes) {
        return (offset, into) ->
                MemorySegment.copy(bytes, (int) offset, into, ValueLayout.JAVA_BYTE, 0, (int) into.byteSize());
    }
}
