package org.vitrine.app.viewmodel.machine;

import java.util.Optional;
import java.util.UUID;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.LongWork;
import org.vitrine.app.model.library.MachineSnapshots;
import org.vitrine.app.model.library.Snapshot;
import org.vitrine.app.model.library.SnapshotTree;

/** What can be done with one machine's snapshots. What waits is not for the ui thread. */
public interface SnapshotDeeds {
    SnapshotTree tree() throws Refusal, InterruptedException;

    LongWork<?> take(String name, String note);

    /** @param keepPresent the name of a snapshot to take of what the machine is now first; empty to lose that */
    LongWork<?> revert(Snapshot snapshot, Optional<String> keepPresent);

    LongWork<?> delete(Snapshot snapshot);

    /** Makes a machine of its own that is as this one was. @param linked whether it shares this one's disks until one of them writes */
    LongWork<?> clone(Snapshot snapshot, String name, boolean linked);

    void describe(Snapshot snapshot, String name, String note) throws Refusal, InterruptedException;

    /** Those of a machine of the library. */
    static SnapshotDeeds of(MachineSnapshots all, UUID machine) {
        return new SnapshotDeeds() {
            @Override
            public SnapshotTree tree() throws Refusal, InterruptedException {
                return all.tree(machine);
            }

            @Override
            public LongWork<?> take(String name, String note) {
                return all.take(machine, name, note);
            }

            @Override
            public LongWork<?> revert(Snapshot snapshot, Optional<String> keepPresent) {
                return all.revert(machine, snapshot, keepPresent);
            }

            @Override
            public LongWork<?> delete(Snapshot snapshot) {
                return all.delete(machine, snapshot);
            }

            @Override
            public LongWork<?> clone(Snapshot snapshot, String name, boolean linked) {
                return all.clone(machine, Optional.of(snapshot), name, linked);
            }

            @Override
            public void describe(Snapshot snapshot, String name, String note) throws Refusal, InterruptedException {
                all.describe(machine, snapshot, name, note);
            }
        };
    }
}
