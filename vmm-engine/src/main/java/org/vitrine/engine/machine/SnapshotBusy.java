package org.vitrine.engine.machine;

import java.util.concurrent.locks.ReentrantLock;

/** One work on a machine's snapshots at a time. */
final class SnapshotBusy {
    private SnapshotBusy() {}

    /** Takes the lock. @throws MachineException if another work has it */
    static void begin(ReentrantLock busy) throws MachineException {
        if (!busy.tryLock()) {
            throw new MachineException("Another snapshot of this machine is being worked on; wait for its end.");
        }
    }
}
