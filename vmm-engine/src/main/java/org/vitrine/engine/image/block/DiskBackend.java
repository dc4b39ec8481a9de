package org.vitrine.engine.image.block;

/**
 * A disk as the controller sees that it hangs on. Requests are carried out several at once and in any order; the controller bounds how many are under way, and
 * checks their ranges.
 *
 * <p>Any thread may ask. A completion comes once, perhaps before the asking call returns; it must not block. It has a failure only if the guest is to
 * hear of one: what the host lacks (space, the medium) stops the machine, and such a request is <em>not</em> completed.
 *
 * <p><b>Pause.</b> Between {@link #requestPause} and {@link #resume} no request begins. {@link #awaitPaused} waits for those that
 * have begun, with their completions, and forgets all others. Afterwards whatever was not completed never will be: when the
 * machine goes on, or its saved state is loaded, the controller asks for it anew. A reset leaves nothing to ask for.
 */
public interface DiskBackend {
    /** Its name in QMP, such as {@code "disk0"}. */
    String id();

    /** How many bytes it holds; a positive multiple of 512. */
    long size();

    /** Whether every write fails; the controller had better refuse it. */
    boolean isReadOnly();

    /** Whether what was written may be lost until it is flushed; else each write is on the medium when it completes. */
    boolean hasWriteCache();

    /** @param into guest memory or any other; the caller marks it as dirty when the request completes */
    void read(long position, Buffers into, BlockQueue.Completion done);

    /** @param durable whether it is to be on the medium when it completes (FUA, or the guest switched the cache off) */
    void write(long position, Buffers from, boolean durable, BlockQueue.Completion done);

    /** @param durable as for a write */
    void writeZeroes(long position, long length, boolean durable, BlockQueue.Completion done);

    /** Whether the controller offers its guest to give blocks back; else it had better refuse {@link #discard}. */
    default boolean takesDiscards() {
        return true;
    }

    /** Afterwards the range reads as it did, or as zeroes. */
    void discard(long position, long length, BlockQueue.Completion done);

    /** Covers the writes that have completed before. */
    void flush(BlockQueue.Completion done);

    void requestPause();

    void awaitPaused();

    void resume();
}
