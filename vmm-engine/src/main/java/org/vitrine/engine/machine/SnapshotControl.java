package org.vitrine.engine.machine;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.storage.CloneOrder;
import org.vitrine.engine.storage.SnapshotTree;

/**
 * A machine's snapshots, saved state and clones as the control server sees them, be the machine on or off. Any thread; calls return when what they ask for has happened,
 * which may take minutes. One at a time: a second one is refused.
 */
public interface SnapshotControl {
    SnapshotTree.Tree tree() throws IOException;

    /**
     * Takes a snapshot; a running machine runs on while its memory is copied, and stands still for a moment at the end, which is the snapshot's point in time.
     *
     * @throws MachineException if this cannot be now
     * @throws IOException if the host cannot store it; nothing is left of it then
     */
    Manifest take(String name, String note, Progress progress) throws MachineException, IOException;

    /**
     * Returns to a snapshot. If it fails, the machine is as it was.
     *
     * @param keepPresent the name of a snapshot to take of the present state first; empty to lose that
     */
    void revert(UUID id, Optional<String> keepPresent, Progress progress) throws MachineException, IOException;

    /** Removes a snapshot; those below it stay. */
    void delete(UUID id, Progress progress) throws MachineException, IOException;

    /** Gives a snapshot another name and note; empty leaves what it has. */
    void describe(UUID id, Optional<String> name, Optional<String> note) throws MachineException, IOException;

    /** Compares all of a snapshot with its checksums. @throws IOException with what is wrong with it */
    void check(UUID id, Progress progress) throws MachineException, IOException;

    /** Writes the machine's state away and ends it; its next start goes on from there. If it fails, the machine runs on. */
    void save(Progress progress) throws MachineException, IOException;

    /** Makes the next start one from power-on. */
    void discardSaved() throws MachineException, IOException;

    /** Makes another machine of this one, or of one of its snapshots. @throws IOException if it cannot be made; nothing is left of it then */
    void makeClone(CloneOrder order, Progress progress) throws MachineException, IOException;

    /** Forgets a linked clone, which is deleted for good. */
    void releaseClone(UUID clone) throws MachineException, IOException;
}
