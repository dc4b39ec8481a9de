package org.vitrine.engine.net;

import org.vitrine.engine.linux.Fd;

/**
 * What is at the other end of a network interface's cable. The interface sends frames to it and takes frames from it; neither side ever waits for
 * the other, and each keeps a bounded number of frames.
 *
 * <p>Life cycle: made → {@link #start} → … → {@link #close}. While its machine is paused nobody sends or receives; what comes from outside fills
 * the queue, and then stays outside.
 */
public interface NetBackend extends AutoCloseable {
    /** The interface's side. Its methods come from any thread, never wait, and take no lock that is held during a call of the back end. */
    interface Listener {
        /** There are frames to receive where there were none. */
        void framesWaiting();

        /** There is room where {@link NetBackend#hasRoom} has said that there is none. */
        void roomAgain();

        /**
         * There may be frames, or room, when this descriptor becomes ready, from now on: nothing else tells of them.
         *
         * @param readiness as for {@code Epoll}; another one than before for a descriptor that is watched already
         */
        default void watch(Fd fd, int readiness) {}

        /** It is not looked at any longer, and is about to be closed. */
        default void unwatch(Fd fd) {}

        /** It carries nothing any more, until {@link NetBackend#ensureWorks}. @param why one sentence */
        default void failed(String why) {}
    }

    /** Begins to work. Once. */
    void start(Listener listener);

    /** Whether the next frame would be taken. Any thread. After a false {@link Listener#roomAgain} comes. */
    boolean hasRoom();

    /**
     * Sends a frame; what there is no room for is lost, as on a wire. One thread at a time.
     *
     * @param frame finished but for what it {@linkplain #takes takes}; the caller's, who may change it afterwards
     */
    void send(FrameBuffer frame);

    /** What was sent goes now, where it was kept to go with more; by whoever sends, after a burst. */
    default void flush() {}

    /** Takes the next frame from outside. One thread at a time. @return false if none waits */
    boolean receive(FrameBuffer into);

    /** What the frames that it is sent may still ask for. */
    default Offload takes() {
        return Offload.NONE;
    }

    /** Says what frames may ask for that are received from now on; those that wait may still ask for more. At first, and of most back ends always, they are finished. */
    default void receives(ReceiveOffload offload) {}

    /**
     * Waits until it works, if it is still about to, and starts it anew after {@link Listener#failed}. For seconds, at worst.
     *
     * @throws NetException if it does not
     */
    default void ensureWorks() throws NetException {}

    /** Ends it. Nothing is received afterwards, and no listener called. Closing twice is harmless. */
    @Override
    void close();
}
