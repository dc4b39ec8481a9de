package org.vitrine.engine.chipset;

/** Where a serial port's output goes. */
public interface SerialSink {
    /**
     * Takes a byte, if there is room. Called on vCPU threads under the port's lock: it must not block, must not call the
     * port, and must not allocate.
     *
     * @param value 0 to 255
     * @return false if there is no room: the port keeps the byte and its guest waits
     */
    boolean offer(int value);

    /**
     * Names who wants to hear of room after a refusal. At most one.
     *
     * @param listener called on any thread, without a lock of the sink's
     */
    void onRoom(Runnable listener);

    /** Takes everything and keeps nothing. */
    SerialSink NOWHERE = new SerialSink() {
        @Override
        public boolean offer(int value) {
            return true;
        }

        @Override
        public void onRoom(Runnable listener) {}
    };
}
