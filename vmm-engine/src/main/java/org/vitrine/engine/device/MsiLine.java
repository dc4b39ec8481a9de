package org.vitrine.engine.device;

/** A path for the messages of one vector, which is fast as long as they are the same. Any thread. */
public interface MsiLine extends MsiTarget, AutoCloseable {
    /** Nothing is sent any more. Closing twice is harmless. */
    @Override
    void close();
}
