package org.vitrine.engine.machine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.snapshot.Manifest;

/** A machine's snapshots as the control server sees them. Any thread; calls return when what they ask for has happened, which may take minutes. */
public interface SnapshotControl {
    /** @param space bytes that its memory and state take on the disk */
    record Entry(Manifest manifest, long space) {}

    /**
     * All of them.
     *
     * @param entries oldest first
     * @param current the one that the machine's state grew out of
     * @param damaged what is wrong with those that cannot be read, by directory
     */
    record Tree(List<Entry> entries, Optional<UUID> current, Map<String, String> damaged) {}

    Tree tree() throws IOException;

    /**
     * Takes a snapshot; a running machine runs on while its memory is copied, and stands still for a moment at the end, which is the snapshot's point in time.
     *
     * @throws MachineException if this cannot be now
     * @throws IOException if the host cannot store it; nothing is left of it then
     */
    Manifest take(String name, String note, Progress progress) throws MachineException, IOException;

    /** Returns to a snapshot; what the machine was is gone, unless it was taken before. If it fails, the machine is as it was. */
    void revert(UUID id) throws MachineException, IOException;

    /** Removes a snapshot; those below it stay. */
    void delete(UUID id, Progress progress) throws MachineException, IOException;

    /** Writes the machine's state away and ends it; its next start goes on from there. If it fails, the machine runs on. */
    void save(Progress progress) throws MachineException, IOException;
}
