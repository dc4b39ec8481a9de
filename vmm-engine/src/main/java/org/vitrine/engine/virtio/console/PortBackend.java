package org.vitrine.engine.virtio.console;

import java.lang.foreign.MemorySegment;

/** Where a port leads on the host. Called by the device's worker alone, but for {@link #close}; no call waits for a peer. */
public interface PortBackend extends AutoCloseable {
    /** @param wake to be called whenever there is more to read, room to write, or a peer came or went; any thread */
    void attach(Runnable wake);

    /** Whether somebody is at the other end. */
    boolean isOpen();

    /** How many bytes there are to be read now. */
    int available();

    /** Takes bytes. @return how many, at most as many as {@code into} has room for */
    int read(MemorySegment into);

    /** How many bytes can be written now. If nobody is at the other end, as many as anybody likes: they are lost. */
    int room();

    /** Gives bytes. @return how many were taken, at most {@link #room} */
    int write(MemorySegment from);

    /** Closing twice is harmless. */
    @Override
    void close();
}
