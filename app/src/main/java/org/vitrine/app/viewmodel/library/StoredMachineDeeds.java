package org.vitrine.app.viewmodel.library;

import java.util.Optional;
import java.util.UUID;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.library.MachineEdits;
import org.vitrine.app.model.library.MachineSnapshots;
import org.vitrine.app.model.library.StartMachine;
import org.vitrine.app.model.library.Trash;
import org.vitrine.app.model.library.WorkList;

/** The product's {@link MachineDeeds}. */
public final class StoredMachineDeeds implements MachineDeeds {
    private final StartMachine starter;
    private final MachineEdits edits;
    private final Trash trash;
    private final MachineSnapshots snapshots;
    private final WorkList works;

    public StoredMachineDeeds(
            StartMachine starter, MachineEdits edits, Trash trash, MachineSnapshots snapshots, WorkList works) {
        this.starter = starter;
        this.edits = edits;
        this.trash = trash;
        this.snapshots = snapshots;
        this.works = works;
    }

    @Override
    public MachineSession start(UUID uuid) throws Refusal, InterruptedException {
        return starter.start(uuid);
    }

    @Override
    public MachineSession startDisposable(UUID uuid) throws Refusal, InterruptedException {
        return starter.startDisposable(uuid);
    }

    @Override
    public void save(UUID uuid) {
        var unused = works.add(snapshots.save(uuid));
    }

    @Override
    public Trashed trash(UUID uuid) throws Refusal, InterruptedException {
        Trash.TrashedMachine gone = trash.put(uuid);
        return new Trashed() {
            @Override
            public long bytes() {
                return gone.bytes();
            }

            @Override
            public void restore() throws Refusal, InterruptedException {
                var unused = trash.restore(gone);
            }
        };
    }

    @Override
    public void group(UUID uuid, String group) throws Refusal, InterruptedException {
        var unused =
                edits.apply(uuid, config -> config.withAbout(config.about().withGroup(group.isEmpty() ? null : group)));
    }

    @Override
    public void rename(UUID uuid, String name) throws Refusal, InterruptedException {
        var unused = edits.apply(uuid, config -> config.withName(name));
    }

    @Override
    public void clone(UUID uuid, String name, boolean linked) {
        var unused = works.add(snapshots.clone(uuid, Optional.empty(), name, linked));
    }
}
