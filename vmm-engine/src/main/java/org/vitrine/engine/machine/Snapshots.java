package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;
import org.vitrine.engine.storage.CloneOrder;
import org.vitrine.engine.storage.Cloning;
import org.vitrine.engine.storage.DiskLayers;
import org.vitrine.engine.storage.MachineDirectory;
import org.vitrine.engine.storage.Reversion;
import org.vitrine.engine.storage.SnapshotTree;

/**
 * Takes a running machine's snapshots and returns to them. What must happen while the machine stands still happens on its control thread; all that takes long happens on
 * the caller's, while the machine runs.
 */
final class Snapshots implements SnapshotControl, AutoCloseable {
    private static final Logger LOG = System.getLogger(Snapshots.class.getName());

    /** The machine whose snapshots these are. */
    interface Owner {
        Hardware hardware();

        RunState state();

        /** As it was assembled. */
        MachineConfig config();

        /** Does something on the control thread while the machine stands still; a machine that ran runs on afterwards, whatever happens. */
        <T> T whileStill(Still<T> action) throws MachineException, IOException;

        /** Says, on the control thread, that the machine is another now. */
        void becomes(boolean running, Optional<UUID> snapshot);

        /** Ends the machine, which is saved. */
        void endSaved();

        /** Ends the machine, whose directory is another now, on the control thread. @param goesOn whether another is to be assembled by that, and run */
        void endReverted(UUID snapshot, boolean goesOn);

        /** Waits until that other one runs. @throws MachineException if it cannot be */
        void awaitSuccessor() throws MachineException;

        /** Pauses the machine, whose memory came from a file that is damaged. */
        void memoryDamaged(String why);

        /** The tree is another now. */
        void treeChanged();
    }

    /** What is done while a machine stands still. */
    @FunctionalInterface
    interface Still<T> {
        T run() throws MachineException, IOException;
    }

    private final Owner owner;
    private final MachineDirectory directory;
    private final DiskLayers layers;
    private final SnapshotTree tree;
    private final MemoryRestore restore;
    private final DisposableOverlays thrownAway;
    private final ReentrantLock busy;
    private final AtomicInteger clonesUnderWay = new AtomicInteger();

    /**
     * @param directory the machine's, in which its snapshots are
     * @param thrownAway what takes the writes of a run that is thrown away
     * @param busy held while snapshots are worked on
     */
    Snapshots(Owner owner, MachineDirectory directory, DisposableOverlays thrownAway, ReentrantLock busy) {
        this.owner = owner;
        this.directory = directory;
        this.busy = busy;
        this.layers = new DiskLayers(
                directory, () -> List.copyOf(owner.hardware().storage().writableDisks()));
        this.tree = new SnapshotTree(directory, layers);
        this.restore = new MemoryRestore(owner);
        this.thrownAway = thrownAway;
    }

    @Override
    public SnapshotTree.Tree tree() throws IOException {
        return tree.read();
    }

    private interface Action<T> {
        T run() throws MachineException, IOException;
    }

    private <T> T alone(Action<T> action) throws MachineException, IOException {
        SnapshotBusy.begin(busy);
        try {
            return action.run();
        } finally {
            busy.unlock();
        }
    }

    private interface Step {
        void run() throws MachineException, IOException;
    }

    private void change(Step step) throws MachineException, IOException {
        alone(() -> {
            step.run();
            owner.treeChanged();
            return true;
        });
    }

    private void checkHasState() throws MachineException {
        switch (owner.state()) {
            case RUNNING, PAUSED, GUEST_PANICKED, IO_ERROR -> {}
            case PRELAUNCH -> throw new MachineException("The machine has not been started; it has no state yet.");
            case INTERNAL_ERROR, SHUTDOWN ->
                throw new MachineException("The machine is switched off or has failed; it has no state any more.");
        }
    }

    private void checkKeepsChanges() throws MachineException {
        if (owner.config().lifeCycle().disposable()) {
            throw new MachineException(
                    "What this machine changes is thrown away when it ends, so it has no state to keep or to leave; switch it off, and let it keep its changes.");
        }
    }

    @Override
    public Manifest take(String name, String note, Progress progress) throws MachineException, IOException {
        SnapshotTree.checkText(name, note);
        checkKeepsChanges();
        return alone(() -> takeNow(name, note, progress));
    }

    private Manifest takeNow(String name, String note, Progress progress) throws MachineException, IOException {
        checkHasState();
        Optional<UUID> parent = Optional.ofNullable(directory.config().snapshot());
        SnapshotWriter.About about = new SnapshotWriter.About(name, note, parent, layers.present());
        try (SnapshotWriter writer = new SnapshotWriter(owner.hardware(), directory.snapshots())) {
            writer.copyWhileRunning(progress);
            DiskLayers.Change overlays = layers.overPresent();
            boolean[] covered = new boolean[1];
            boolean done = false;
            try {
                overlays.write();
                SnapshotWriter.Moment moment = owner.whileStill(() -> {
                    SnapshotWriter.Moment seen = look(writer);
                    covered[0] = true;
                    seen.below().addAll(overlays.cover());
                    return seen;
                });
                Manifest taken = writer.seal(moment, about, progress);
                directory.grownOutOf(Optional.of(taken.id()));
                writer.commit();
                done = true;
                overlays.reopen();
                owner.treeChanged();
                return taken;
            } finally {
                if (!done) {
                    forget(overlays, covered[0], parent);
                }
            }
        } catch (LinuxException e) {
            throw notStored(e);
        }
    }

    private SnapshotWriter.Moment look(SnapshotWriter writer) throws MachineException {
        checkHasState();
        return writer.look(
                owner.state() == RunState.RUNNING,
                directory.written(RunningConfig.of(owner.config(), owner.hardware())));
    }

    private void forget(DiskLayers.Change overlays, boolean covered, Optional<UUID> parent) {
        try {
            if (covered) {
                overlays.fold();
            } else {
                overlays.undo();
            }
            directory.grownOutOf(parent);
        } catch (IOException e) {
            // The disks show the same with the overlays, which are in the configuration.
            LOG.log(Level.WARNING, "The overlays of a snapshot that failed stay: {0}", e.getMessage());
        }
    }

    private static SnapshotException notStored(LinuxException e) {
        return new SnapshotException(
                "The machine's state cannot be stored: %s. Nothing was changed."
                        .formatted(e.errno().words()),
                e);
    }

    @Override
    public void revert(UUID id, Optional<String> keepPresent, Progress progress) throws MachineException, IOException {
        checkKeepsChanges();
        change(() -> {
            Manifest snapshot = directory.snapshots().read(id);
            MachineConfig present = RunningConfig.of(owner.config(), owner.hardware());
            MachineConfig then =
                    directory.configOf(directory.snapshots(), snapshot).orElse(present);
            // Reserved huge pages are read into, and a machine that is in the middle of that when its disk fails could
            // not go on as what it was.
            boolean inPlace = !present.memoryBacking().pages().isReserved();
            if (snapshot.hasMemory() && inPlace && RunningConfig.isSameHardware(then, present)) {
                revertInPlace(snapshot, then, keepPresent, progress);
            } else {
                revertByAssembly(id, keepPresent, progress);
            }
        });
    }

    private void revertInPlace(Manifest snapshot, MachineConfig then, Optional<String> keepPresent, Progress progress)
            throws MachineException, IOException {
        try (MemoryRestore.Source source = restore.open(directory.snapshots(), snapshot, progress)) {
            if (keepPresent.isPresent()) {
                takeNow(keepPresent.get(), "", progress);
            }
            NvramExchange nvram = NvramExchange.prepare(owner.hardware().nvram(), directory, snapshot);
            DiskLayers.Change overlays = layers.over(directory.snapshots(), snapshot);
            MachineConfig former = directory.config();
            boolean[] done = new boolean[1];
            try {
                owner.whileStill(() -> {
                    overlays.switchOver();
                    try {
                        source.load(() ->
                                directory.edit(config -> nvram.in(overlays.behind(Reversion.present(then, config)))
                                        .withSnapshot(snapshot.id())));
                        nvram.carryOut();
                        owner.becomes(snapshot.running(), Optional.of(snapshot.id()));
                        done[0] = true;
                    } finally {
                        if (!done[0]) {
                            overlays.switchBack();
                        }
                    }
                    return snapshot;
                });
            } finally {
                if (!done[0]) {
                    directory.edit(config -> former);
                    overlays.undo();
                    nvram.undo();
                }
            }
            source.watch();
            overlays.removeFormer();
            nvram.removeFormer(former);
        }
    }

    /** By a machine that is put together anew: the snapshot is of other hardware, or was off. */
    private void revertByAssembly(UUID id, Optional<String> keepPresent, Progress progress)
            throws MachineException, IOException {
        checkHasState();
        checkNoClone();
        if (keepPresent.isPresent()) {
            takeNow(keepPresent.get(), "", progress);
        }
        Reversion reversion = Reversion.prepare(directory, layers, id, done -> progress.at(done, Math.max(done, 1)));
        boolean[] done = new boolean[1];
        try {
            owner.whileStill(() -> {
                checkHasState();
                reversion.commit();
                done[0] = true;
                owner.endReverted(id, reversion.hasMemory());
                return id;
            });
        } finally {
            if (!done[0]) {
                reversion.undo();
            }
        }
        owner.awaitSuccessor();
    }

    @Override
    public void delete(UUID id, Progress progress) throws MachineException, IOException {
        change(() -> {
            checkNoClone();
            tree.delete(id, progress);
        });
    }

    @Override
    public void describe(UUID id, Optional<String> name, Optional<String> note) throws MachineException, IOException {
        change(() -> tree.describe(id, name, note));
    }

    @Override
    public void check(UUID id, Progress progress) throws MachineException, IOException {
        alone(() -> {
            tree.check(id, progress);
            return id;
        });
    }

    @Override
    public void save(Progress progress) throws MachineException, IOException {
        checkKeepsChanges();
        alone(() -> {
            checkNoClone();
            saveAndEnd(progress);
            return true;
        });
    }

    /** The disks need no overlays: nobody writes to them until the machine goes on. */
    private void saveAndEnd(Progress progress) throws MachineException, IOException {
        checkHasState();
        SnapshotWriter.About about = new SnapshotWriter.About(
                SnapshotStore.SAVED, "", Optional.ofNullable(directory.config().snapshot()), List.of());
        try (SnapshotWriter writer = new SnapshotWriter(owner.hardware(), directory.saved())) {
            writer.copyWhileRunning(progress);
            owner.whileStill(() -> {
                SnapshotWriter.Moment moment = look(writer);
                for (LayeredDisk disk : owner.hardware().storage().writableDisks()) {
                    moment.below().add(disk.disk().node());
                }
                Manifest saved = writer.seal(moment, about, progress);
                writer.commit();
                directory.edit(config -> config.withSaved(saved.id()));
                owner.endSaved();
                return saved;
            });
        } catch (LinuxException e) {
            throw notStored(e);
        }
    }

    @Override
    public void discardSaved() throws MachineException {
        throw new MachineException("The machine is switched on; it has no saved state.");
    }

    @Override
    public void makeClone(CloneOrder order, Progress progress) throws MachineException, IOException {
        if (order.snapshot().isEmpty()) {
            throw new MachineException(
                    "The machine is switched on; clone one of its snapshots, or switch it off first.");
        }
        Cloning cloning = alone(() -> {
            Cloning prepared = Cloning.ofSnapshot(directory, order);
            clonesUnderWay.incrementAndGet();
            return prepared;
        });
        try {
            cloning.run(progress);
        } finally {
            clonesUnderWay.decrementAndGet();
        }
        owner.treeChanged();
    }

    /** A clone reads a snapshot's images for long, and needs nothing but that they stay. */
    private void checkNoClone() throws MachineException {
        if (clonesUnderWay.get() > 0) {
            throw new MachineException("A clone of this machine is being made; wait for its end.");
        }
    }

    @Override
    public void releaseClone(UUID clone) throws MachineException, IOException {
        change(() -> directory.clones().remove(clone));
    }

    /**
     * Goes on from the state that the machine was saved in, which is used up by that unless its changes are thrown away. Before the machine runs.
     *
     * @return false if it was not saved
     * @throws IOException if the saved state cannot be used; it is there still
     */
    boolean resumeSaved() throws MachineException, IOException {
        tree.sweep();
        boolean disposable = owner.config().lifeCycle().disposable();
        if (!disposable) {
            tree.tidy();
        }
        thrownAway.cover(owner.hardware().storage().writableDisks());
        Optional<MachineDirectory.Kept> kept = directory.kept();
        if (kept.isEmpty()) {
            return false;
        }
        Manifest manifest = kept.get().manifest();
        try (MemoryRestore.Source source = restore.open(kept.get().store(), manifest, Progress.NONE)) {
            owner.whileStill(() -> {
                source.load(() -> {});
                if (!disposable) {
                    directory.forgetKept();
                }
                owner.becomes(manifest.running(), Optional.empty());
                return manifest;
            });
            source.watch();
        }
        return true;
    }

    /** Stops what reads on. */
    @Override
    public void close() {
        restore.close();
    }
}
