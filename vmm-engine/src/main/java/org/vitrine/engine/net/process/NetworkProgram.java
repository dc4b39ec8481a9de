package org.vitrine.engine.net.process;

import java.nio.channels.SocketChannel;
import org.vitrine.engine.net.NetException;

/** A program that carries a network. */
public interface NetworkProgram {
    /** One that runs. */
    interface Running extends AutoCloseable {
        /** A stream socket, in blocking mode, on which each frame follows its length in 32 bits, in network order, in both directions. */
        SocketChannel frames();

        /** Why it ended, as a clause: waits for its end, which has begun. */
        String ending();

        /** Ends it, at once. Closing twice is harmless. */
        @Override
        void close();
    }

    /** Its name for people. */
    String name();

    /**
     * Starts it and waits until it works. One thread at a time.
     *
     * @throws NetException with its reason if it does not
     */
    Running launch() throws NetException;
}
