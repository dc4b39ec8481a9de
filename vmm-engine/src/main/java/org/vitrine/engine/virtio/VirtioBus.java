package org.vitrine.engine.virtio;

import java.lang.System.Logger;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.memory.GuestMemory;

/** What the transport does for a device model. Any thread, and under the model's own lock. */
public interface VirtioBus {
    GuestMemory memory();

    Logger log();

    /** Has {@link VirtioDevice#work} called (again), if the device runs. Takes no lock. */
    void wake();

    /**
     * Wakes, as {@link #wake} does, also whenever a descriptor of a back end becomes ready: once each time, so {@link VirtioDevice#work} takes all there
     * is, or remembers that there is more.
     *
     * @param readiness {@code Epoll.IN}, {@code Epoll.OUT} or both
     */
    void watch(Fd fd, int readiness);

    /** No longer. */
    void unwatch(Fd fd);

    /** The configuration space has changed: tells the driver. */
    void configChanged();

    /** The driver has asked for what cannot be: the device stops until it is reset, with one line in the log. @param why a clause */
    void broken(String why);
}
