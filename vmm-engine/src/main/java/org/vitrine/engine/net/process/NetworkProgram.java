package org.vitrine.engine.net.process;

import org.vitrine.engine.linux.StreamSocket;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Offload;

/** A program that carries a network. */
public interface NetworkProgram {
    /** One that runs. */
    interface Running extends AutoCloseable {
        /** On which each frame follows its length in 32 bits, in network order, in both directions. */
        StreamSocket frames();

        /** Waits for its end. @return why it ended, as a clause; empty if that is not known */
        String ending();

        /** Ends it. Never waits, any thread. */
        void end();

        /** Removes what is left, after {@link #end} if it has not ended. */
        @Override
        void close();
    }

    /** Its name for people. */
    String name();

    /** What the frames that it is sent may still ask for. */
    default Offload takes() {
        return Offload.NONE;
    }

    /**
     * Starts it and waits until it works. One thread at a time.
     *
     * @throws NetException with its reason if it does not
     */
    Running launch() throws NetException;
}
