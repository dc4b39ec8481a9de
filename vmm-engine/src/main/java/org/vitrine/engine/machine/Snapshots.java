package org.vitrine.engine.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.Display;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.memory.MemoryRegion;
import org.vitrine.engine.picture.PictureFormat;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.Sections;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * Takes a machine's snapshots and returns to them. What must happen while the machine stands still happens on its control thread; all that takes long happens on the
 * caller's, while the machine runs.
 */
final class Snapshots implements SnapshotControl {
    private static final Logger LOG = System.getLogger(Snapshots.class.getName());

    static final String STATE = "state";
    private static final String THUMBNAIL = "thumbnail.png";

    /** The machine whose snapshots these are. */
    interface Owner {
        Hardware hardware();

        RunState state();

        /** Does something on the control thread while the machine stands still; a machine that ran runs on afterwards, whatever happens. */
        <T> T whileStill(Still<T> action) throws MachineException, IOException;

        /** Says, on the control thread, that the machine is another now: it runs or is paused. */
        void becomes(boolean running);

        /** Ends the machine, which is saved. */
        void endSaved();
    }

    /** What is done while a machine stands still. */
    @FunctionalInterface
    interface Still<T> {
        T run() throws MachineException, IOException;
    }

    private final Owner owner;
    private final SnapshotStore store;
    private final SnapshotStore saved;
    private final ReentrantLock busy = new ReentrantLock();
    private final DiskLayers layers;
    private volatile Optional<UUID> current;

    /** @param machineFile the machine's configuration, beside which its snapshots are @param grownOutOf what the configuration says of that */
    Snapshots(Owner owner, Path machineFile, @Nullable UUID grownOutOf) {
        Path machineDirectory = DurableFile.directoryOf(machineFile);
        this.owner = owner;
        this.layers = new DiskLayers(machineFile, owner.hardware().storage().writableDisks());
        this.current = Optional.ofNullable(grownOutOf);
        this.store = new SnapshotStore(machineDirectory, SnapshotStore.SNAPSHOTS);
        this.saved = new SnapshotStore(machineDirectory, SnapshotStore.SAVED);
    }

    @Override
    public Tree tree() throws IOException {
        SnapshotStore.Listing listing = store.list();
        List<Entry> entries = new ArrayList<>();
        for (Manifest manifest : listing.snapshots()) {
            entries.add(new Entry(manifest, store.spaceOf(manifest)));
        }
        return new Tree(entries, current, listing.damaged());
    }

    @Override
    public Manifest take(String name, String note, Progress progress) throws MachineException, IOException {
        checkText(name, note);
        begin();
        try {
            Manifest taken = take(new About(name, note, current, layers.present()), progress);
            current = Optional.of(taken.id());
            layers.grownOutOf(current);
            return taken;
        } finally {
            busy.unlock();
        }
    }

    private static void checkText(String name, String note) throws MachineException {
        if (name.isBlank() || name.length() > Manifest.MAX_NAME) {
            throw new MachineException("A snapshot's name has 1 to %d characters.".formatted(Manifest.MAX_NAME));
        }
        if (note.length() > Manifest.MAX_NOTE) {
            throw new MachineException("A snapshot's note has at most %,d characters.".formatted(Manifest.MAX_NOTE));
        }
    }

    /** What cannot be looked at is left where it is. */
    private void sweepLayers() {
        try {
            layers.sweep(store);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Layers of disks that are no longer needed could not be removed: {0}",
                    e.getMessage());
        }
    }

    private void begin() throws MachineException {
        if (!busy.tryLock()) {
            throw new MachineException("Another snapshot of this machine is being worked on; wait for its end.");
        }
    }

    /** What a manifest says before anything is written. */
    private record About(String name, String note, Optional<UUID> parent, List<Manifest.Disk> disks) {}

    /** What was seen while the machine stood still. */
    private record Moment(
            boolean running, Sections state, @Nullable Frame screen, List<BlockNode> below) {}

    /** Writes into a snapshot that is in the making. */
    private final class Writing implements AutoCloseable {
        private final SnapshotStore.Draft draft;
        private final DiskFile file;
        private final MemoryCopy copy;
        private MemoryCopy.@Nullable Rest rest;

        Writing(SnapshotStore into) throws IOException {
            draft = into.begin();
            try {
                file = DiskFile.create(draft.memoryFile().toString());
                copy = new MemoryCopy(
                        owner.hardware().memory(), owner.hardware().regions(), file);
            } catch (RuntimeException e) {
                draft.close();
                throw e;
            }
        }

        /** Sees what there is to be seen while the machine stands still, and only that: pictures are packed and files written when it runs again. */
        Moment look() throws MachineException {
            checkHasState();
            Hardware hardware = owner.hardware();
            Display display = hardware.display();
            rest = copy.takeRest();
            return new Moment(
                    owner.state() == RunState.RUNNING,
                    hardware.saveState(),
                    display == null ? null : display.capture(),
                    new ArrayList<>());
        }

        /** Stores what was seen, and makes the snapshot exist. */
        Manifest store(Moment moment, About about) throws IOException {
            copy.close();
            if (rest != null) {
                rest.write(file);
            }
            file.sync();
            draft.add(STATE, moment.state.toByteArray());
            if (moment.screen != null) {
                draft.add(THUMBNAIL, picture(moment.screen));
            }
            for (BlockNode node : moment.below) {
                node.flush();
            }
            return draft.commit(new Manifest(
                    draft.id(),
                    about.parent,
                    about.name,
                    about.note,
                    Instant.now(),
                    moment.running,
                    MemoryCopy.layout(owner.hardware().regions()),
                    about.disks,
                    Map.of()));
        }

        @Override
        public void close() throws IOException {
            copy.close();
            if (rest != null) {
                rest.discard();
            }
            file.close();
            draft.close();
        }
    }

    private Manifest take(About about, Progress progress) throws MachineException, IOException {
        checkHasState();
        try (Writing writing = new Writing(store)) {
            writing.copy.copyWhileRunning(progress);
            DiskLayers.Change overlays = layers.overPresent();
            boolean[] covered = new boolean[1];
            try {
                overlays.write();
                Moment moment = owner.whileStill(() -> {
                    Moment seen = writing.look();
                    covered[0] = true;
                    seen.below.addAll(overlays.cover());
                    return seen;
                });
                return writing.store(moment, about);
            } finally {
                if (!covered[0]) {
                    overlays.undo();
                }
            }
        } catch (LinuxException e) {
            throw notStored(e);
        }
    }

    private static SnapshotException notStored(LinuxException e) {
        return new SnapshotException(
                "The machine's state cannot be stored: %s. Nothing was changed."
                        .formatted(e.errno().words()),
                e);
    }

    private void checkHasState() throws MachineException {
        switch (owner.state()) {
            case RUNNING, PAUSED, GUEST_PANICKED, IO_ERROR -> {}
            case PRELAUNCH -> throw new MachineException("The machine has not been started; it has no state yet.");
            case INTERNAL_ERROR, SHUTDOWN ->
                throw new MachineException("The machine is switched off or has failed; it has no state any more.");
        }
    }

    private static byte[] picture(Frame screen) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PictureFormat.PNG.write(screen, out);
        return out.toByteArray();
    }

    @Override
    public void revert(UUID id) throws MachineException, IOException {
        begin();
        try {
            Manifest snapshot = store.read(id);
            Sections state = store.sections(snapshot, STATE);
            DiskLayers.Change overlays = layers.over(store, snapshot);
            boolean[] done = new boolean[1];
            try (DiskFile memory = memoryOf(store, snapshot)) {
                owner.whileStill(() -> {
                    overlays.switchOver();
                    try {
                        load(snapshot, state, memory, () -> {
                            overlays.write();
                            layers.grownOutOf(Optional.of(id));
                        });
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
                    overlays.undo();
                    layers.grownOutOf(current);
                }
            }
            current = Optional.of(id);
            overlays.removeFormer();
        } finally {
            busy.unlock();
        }
    }

    private DiskFile memoryOf(SnapshotStore from, Manifest snapshot) throws IOException {
        if (!MemoryCopy.layout(owner.hardware().regions()).equals(snapshot.memory())) {
            throw new SnapshotException(
                    "The snapshot %s is of a machine with other memory; give the machine the memory and display that it had."
                            .formatted(snapshot.id()));
        }
        try {
            return DiskFile.open(from.memoryFile(snapshot).toString(), false);
        } catch (LinuxException e) {
            throw new SnapshotException(
                    "The snapshot's memory cannot be read: %s."
                            .formatted(e.errno().words()),
                    e);
        }
    }

    /** Done when the machine's parts have accepted the state, and before the memory is exchanged. */
    private interface Settled {
        void run() throws IOException;
    }

    /** Makes the machine what it was. If it fails, the machine is what it is. */
    private void load(Manifest snapshot, Sections state, DiskFile memory, Settled settled) throws IOException {
        List<MemoryRegion> regions = owner.hardware().regions();
        try {
            owner.hardware().loadState(state, () -> {
                try {
                    settled.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                restore(regions, snapshot, memory);
            });
        } catch (StateException e) {
            throw new SnapshotException(
                    "The snapshot %s cannot be used. %s".formatted(snapshot.id(), e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (LinuxException e) {
            throw new SnapshotException(
                    "The snapshot's memory cannot be used: %s."
                            .formatted(e.errno().words()),
                    e);
        }
        owner.becomes(snapshot.running());
    }

    /** The RAM comes last: it is only mapped, so that a disk that fails does so before the RAM is gone. */
    private static void restore(List<MemoryRegion> regions, Manifest snapshot, DiskFile file) {
        for (int i = regions.size() - 1; i >= 0; i--) {
            regions.get(i).restore(file, snapshot.memory().get(i).offset());
        }
    }

    @Override
    public void delete(UUID id, Progress progress) throws MachineException, IOException {
        begin();
        try {
            Manifest gone = store.read(id);
            store.delete(id);
            if (current.equals(Optional.of(id))) {
                current = gone.parent();
                layers.grownOutOf(current);
            }
            sweepLayers();
            layers.merge(store, gone, progress);
        } finally {
            busy.unlock();
        }
    }

    @Override
    public void save(Progress progress) throws MachineException, IOException {
        begin();
        try {
            for (Manifest old : saved.list().snapshots()) {
                saved.delete(old.id());
            }
            saveAndEnd(progress);
        } finally {
            busy.unlock();
        }
    }

    /** The disks need no overlays: nobody writes to them until the machine goes on. */
    private void saveAndEnd(Progress progress) throws MachineException, IOException {
        checkHasState();
        try (Writing writing = new Writing(saved)) {
            writing.copy.copyWhileRunning(progress);
            owner.whileStill(() -> {
                Moment moment = writing.look();
                for (LayeredDisk disk : owner.hardware().storage().writableDisks()) {
                    moment.below.add(disk.disk().node());
                }
                Manifest manifest = writing.store(moment, new About("saved", "", current, List.of()));
                owner.endSaved();
                return manifest;
            });
        } catch (LinuxException e) {
            throw notStored(e);
        }
    }

    /**
     * Goes on from the state that the machine was saved in, which is used up by that. Before the machine runs.
     *
     * @return false if it was not saved
     * @throws IOException if the saved state cannot be used; it is there still
     */
    boolean resumeSaved() throws MachineException, IOException {
        saved.sweep();
        store.sweep();
        sweepLayers();
        SnapshotStore.Listing listing = saved.list();
        if (!listing.damaged().isEmpty()) {
            throw new SnapshotException("The machine's saved state cannot be used: "
                    + listing.damaged().values().iterator().next());
        }
        if (listing.snapshots().isEmpty()) {
            return false;
        }
        Manifest last = listing.snapshots().getLast();
        Sections state = saved.sections(last, STATE);
        try (DiskFile memory = memoryOf(saved, last)) {
            owner.whileStill(() -> {
                load(last, state, memory, () -> {});
                saved.delete(last.id());
                return last;
            });
        }
        return true;
    }
}
