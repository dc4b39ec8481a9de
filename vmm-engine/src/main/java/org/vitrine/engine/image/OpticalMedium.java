package org.vitrine.engine.image;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** A disc of {@value #SECTOR}-byte data sectors that can be read (ECMA-130 mode 1, or DVD). Any thread. */
public interface OpticalMedium extends AutoCloseable {
    /** Bytes of user data in a sector. */
    int SECTOR = 2048;

    /** Where the data comes from, for messages and for QMP. */
    Path file();

    /** How many sectors the disc has: from 1 to 2^32 - 1. */
    long sectors();

    /**
     * Reads user data and waits for it.
     *
     * @param position in bytes from the start of sector 0; need not be the start of a sector
     * @param into native memory, filled whole; the range lies inside the disc
     * @throws IOException if the host cannot deliver it, with one sentence; some of {@code into} may have been written
     */
    void read(long position, MemorySegment into) throws IOException;

    /** Releases the file. No read may be under way. Closing twice is harmless. */
    @Override
    void close();
}
