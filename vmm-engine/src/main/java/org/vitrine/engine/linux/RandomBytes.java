package org.vitrine.engine.linux;

import com.sun.jna.LastErrorException;
import java.lang.foreign.MemorySegment;

/** The kernel's random numbers (getrandom(2)), which cryptography may be built on. Any thread. */
public final class RandomBytes {
    private RandomBytes() {}

    /**
     * Fills native memory.
     *
     * @throws LinuxException if the system refuses
     */
    public static void fill(MemorySegment into) {
        long done = 0;
        while (done < into.byteSize()) {
            try {
                done += Libc.getrandom(into.address() + done, into.byteSize() - done, 0);
            } catch (LastErrorException e) {
                if (Errno.of(e.getErrorCode()) != Errno.EINTR) {
                    throw new LinuxException("get random numbers", e);
                }
            }
        }
    }
}
