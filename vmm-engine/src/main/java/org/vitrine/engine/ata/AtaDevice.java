package org.vitrine.engine.ata;

import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * What hangs on a port: a device at the other end of a Serial ATA link.
 *
 * <p>Commands come one after another on the port's worker thread, resets on any thread, but never during a command, be it deferred. It must not call
 * back into the controller other than through its {@link AtaCommand}.
 */
public abstract class AtaDevice implements AutoCloseable {
    /** The most bytes that a saved state may have. */
    static final int MOST_STATE = 64 << 10;

    /** Its name in QMP, such as {@code "cd0"}. */
    public abstract String id();

    /** What a reset is caused by. */
    enum Reset {
        /** Power-on, or COMRESET on the link. */
        HARD,
        /** The SRST bit of the device control register. */
        SOFT
    }

    /** Returns to its state after a reset. What is in the drive stays in it. Allocates nothing. */
    abstract void reset(Reset kind);

    /** Fills in the registers that the device shows after a reset. Allocates nothing. */
    abstract void signature(TaskFile into);

    /**
     * Executes a command and fills in {@link AtaCommand#result}. It may wait for the host. When a transfer says that it
     * was stopped, it returns at once: the command is then executed anew later, or forgotten.
     *
     * <p>It may also defer the command, or accept it into its queue, and end it later.
     */
    abstract void execute(AtaCommand command);

    /** No deferred command makes progress from soon on. */
    void requestPause() {}

    /** Waits for that. Those that have not ended by then never will: they are executed anew, or forgotten. Called without locks. */
    void awaitPaused() {}

    /** Deferred commands make progress again. */
    void resume() {}

    /** Writes everything that the guest can tell apart, with a kind and version of its own. Only while paused. */
    abstract void save(StateWriter out);

    /** Replaces the state by a saved one. Only while paused. */
    abstract void load(StateReader in) throws StateException;

    /** Releases what it holds of the host. */
    @Override
    public abstract void close();
}
