package org.vitrine.engine.machine;

import java.util.UUID;
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

    /** The machine is as it was in a snapshot. */
    default void reverted(UUID snapshot) {}

    /** The tree of snapshots, their names or the machine's place in it are others now. */
    default void snapshotsChanged() {}

    /** The machine came from a snapshot whose memory is damaged, and is paused. @param why one sentence */
    default void memoryDamaged(String why) {}

    /** A network carries nothing any more, and its interface's link is down. @param id the interface's, or its back end's if it has none @param why one sentence */
    default void networkFailed(String id, String why) {}

    default void trayMoved(String driveId, boolean open) {}

    /** A disk or drive that was there before is no longer part of the machine. */
    default void deviceDeleted(String id) {}

    /** The guest was asked to let go of a device, and keeps it. */
    default void unplugRefused(String id) {}
}
