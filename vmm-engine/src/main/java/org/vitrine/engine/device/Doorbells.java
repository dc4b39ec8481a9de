package org.vitrine.engine.device;

import org.vitrine.engine.linux.EventFd;

/** Guest addresses at which a write rings and says nothing else. */
@FunctionalInterface
public interface Doorbells {
    /** An address at which a write rings, until closed. */
    @FunctionalInterface
    interface Doorbell extends AutoCloseable {
        @Override
        void close();
    }

    /** No address rings by itself: each write reaches the registers that are there. */
    Doorbells NONE = (address, event) -> () -> {};

    /**
     * Makes a write of any width to an address signal a descriptor without leaving the guest. A host that cannot lets writes reach the registers at the address,
     * which must have the same effect. Any thread.
     *
     * @param address guest-physical, of memory-mapped I/O
     */
    Doorbell at(long address, EventFd event);
}
