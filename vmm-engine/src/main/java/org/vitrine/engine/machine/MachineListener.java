package org.vitrine.engine.machine;

import org.vitrine.engine.image.block.GuestDisk;

/** Is told what happens to a machine, on the machine's threads: returns quickly and calls nothing of the machine. */
public interface MachineListener {
    default void stopped() {}

    default void resumed() {}

    default void reset(Cause cause) {}

    /** The power button was pressed. */
    default void powerdown() {}

    /** The machine is off, for good. */
    default void shutdown(Cause cause) {}

    /** @param crashLoaded whether the guest goes on to a crash kernel */
    default void guestPanicked(boolean crashLoaded) {}

    /** @param write whether the request changed the disk @param why one sentence */
    default void diskFailed(String diskId, boolean write, GuestDisk.IoStatus status, String why) {}

    default void trayMoved(String driveId, boolean open) {}
}
