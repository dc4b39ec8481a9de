package org.vitrine.engine.device;

/** Where message-signalled interrupts go. Any thread. */
@FunctionalInterface
public interface MsiTarget {
    /**
     * Delivers a message (PCI Local Bus 3.0, 6.8).
     *
     * @param address the 64-bit message address
     * @param data the 32-bit message data
     */
    void send(long address, int data);

    /** A path of its own for a vector that interrupts often. */
    default MsiLine line() {
        return new MsiLine() {
            @Override
            public void send(long address, int data) {
                MsiTarget.this.send(address, data);
            }

            @Override
            public void close() {}
        };
    }
}
