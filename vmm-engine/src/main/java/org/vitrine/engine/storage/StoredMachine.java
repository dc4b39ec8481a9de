package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotDraft;
import org.vitrine.engine.snapshot.SnapshotException;

/** A machine that is off, or saved: its snapshots are taken, returned to and removed by its directory alone. One call at a time, by whoever holds its lock. */
public final class StoredMachine {
    private final MachineDirectory machine;

    public StoredMachine(MachineDirectory machine) {
        this.machine = machine;
    }

    public MachineDirectory directory() {
        return machine;
    }

    /** The disks are those that the configuration names at the time. */
    private DiskLayers layers() throws IOException {
        List<StoredDisk> disks = ClosedDisk.of(machine.config());
        return new DiskLayers(machine, () -> disks);
    }

    public SnapshotTree tree() throws IOException {
        return new SnapshotTree(machine, layers());
    }

    /**
     * Takes a snapshot: of the disks of a machine that is off, and of the memory of a saved one too.
     *
     * @throws IOException if the host cannot store it; nothing is left of it then
     */
    public Manifest take(String name, String note) throws IOException {
        SnapshotTree.checkText(name, note);
        Optional<MachineDirectory.Kept> kept = machine.kept();
        DiskLayers layers = layers();
        List<Manifest.Disk> disks = layers.present();
        DiskLayers.Change overlays = layers.overPresent();
        boolean done = false;
        try {
            Manifest taken = kept.isPresent()
                    ? takeSaved(
                            kept.get(), overlays, about(kept.get().manifest().id(), name, note, disks))
                    : takeOff(overlays, about(UUID.randomUUID(), name, note, disks));
            done = true;
            return taken;
        } finally {
            if (!done) {
                overlays.undo();
            }
        }
    }

    private Manifest about(UUID id, String name, String note, List<Manifest.Disk> disks) throws SnapshotException {
        return new Manifest(
                id,
                Optional.ofNullable(machine.config().snapshot()),
                name,
                note,
                Instant.now(),
                false,
                List.of(),
                disks,
                Map.of());
    }

    private Manifest takeOff(DiskLayers.Change overlays, Manifest about) throws IOException {
        MachineConfig config = machine.config();
        try (SnapshotDraft draft = machine.snapshots().begin()) {
            draft.add(MachineDirectory.CONFIGURATION, machine.written(config));
            Optional<byte[]> variables = Variables.of(config, machine.path());
            if (variables.isPresent()) {
                draft.add(Variables.FILE, variables.get());
            }
            Manifest taken = draft.seal(about);
            overlays.write(draft.id());
            draft.commit();
            return taken;
        }
    }

    /** The saved state becomes the snapshot, and the machine goes on from it all the same. */
    private Manifest takeSaved(MachineDirectory.Kept kept, DiskLayers.Change overlays, Manifest about)
            throws IOException {
        Manifest saved = kept.manifest();
        checkSameDisks();
        if (kept.store() == machine.snapshots()) {
            throw new SnapshotException(
                    "The machine is as it was in the snapshot \"%s\"; there is nothing else to take until it has run."
                            .formatted(saved.name()));
        }
        Manifest taken = machine.saved().rewrite(saved.as(about));
        overlays.write(taken.id());
        machine.saved().move(taken.id(), machine.snapshots());
        return taken;
    }

    /** A disk that came or went while the machine ran waits in the configuration; the state knows only what the guest had. */
    private void checkSameDisks() throws SnapshotException {
        MachineConfig config = machine.config();
        if (!ids(config).equals(ids(machine.atStart(config)))) {
            throw new SnapshotException(
                    "The machine's configuration has other disks than the machine had when it was saved; let it go on, and take a snapshot then.");
        }
    }

    private static Set<String> ids(MachineConfig config) {
        return config.disks().stream().map(MachineConfig.Disk::id).collect(Collectors.toSet());
    }

    /**
     * Returns to a snapshot. A machine that was on then goes on from there at its next start.
     *
     * @param keepPresent the name of a snapshot to take of the present state first; empty to lose that
     */
    public void revert(UUID id, Optional<String> keepPresent, Progress progress) throws IOException {
        machine.snapshots().read(id);
        boolean isSnapshot = machine.kept().map(MachineDirectory.Kept::store).equals(Optional.of(machine.snapshots()));
        if (keepPresent.isPresent() && !isSnapshot) {
            take(keepPresent.get(), "");
        }
        Reversion reversion = Reversion.prepare(machine, layers(), id, done -> progress.at(done, Math.max(done, 1)));
        boolean done = false;
        try {
            reversion.commit();
            done = true;
        } finally {
            if (!done) {
                reversion.undo();
            }
        }
        tree().sweep();
    }

    /** Makes the next start one from power-on; the disks are as they were when the machine was saved. */
    public void discardSaved() throws IOException {
        machine.forgetKept();
    }

    /**
     * Makes a clone. A linked one of the present state needs that as a snapshot, which is taken first and has the clone's name.
     *
     * @throws IOException if it cannot be made; nothing is left of it then but that snapshot
     */
    public void makeClone(CloneOrder order, Progress progress) throws IOException {
        if (order.snapshot().isPresent()) {
            Cloning.ofSnapshot(machine, order).run(progress);
        } else if (order.linked()) {
            ClonePlace.checkFree(order.directory());
            UUID base = take(order.name(), "").id();
            Cloning.ofSnapshot(machine, order.of(base)).run(progress);
        } else {
            Cloning.ofPresent(machine, order).run(progress);
        }
    }

    /** Where the machine is. */
    public Path path() {
        return machine.path();
    }
}
