package org.vitrine.engine.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.linux.DiskFile;
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
    private volatile Optional<UUID> current = Optional.empty();

    Snapshots(Owner owner, Path machineDirectory) {
        this.owner = owner;
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
            Manifest taken = capture(store, name, note, progress, null);
            current = Optional.of(taken.id());
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

    private void begin() throws MachineException {
        if (!busy.tryLock()) {
            throw new MachineException("Another snapshot of this machine is being worked on; wait for its end.");
        }
    }

    /** What was seen while the machine stood still. */
    private record Moment(boolean running, Sections state, MemoryCopy.Rest rest, byte @Nullable [] thumbnail) {}

    /** Writes a snapshot. @param last done while the machine stands still, when everything is stored; null to let the machine run on before that */
    private Manifest capture(SnapshotStore into, String name, String note, Progress progress, @Nullable Runnable last)
            throws MachineException, IOException {
        checkHasState();
        Hardware hardware = owner.hardware();
        try (SnapshotStore.Draft draft = into.begin();
                DiskFile file = DiskFile.create(draft.memoryFile().toString());
                MemoryCopy copy = new MemoryCopy(hardware.memory(), hardware.regions(), file)) {
            copy.copyWhileRunning(progress);
            if (last == null) {
                Moment moment = owner.whileStill(() -> moment(copy));
                copy.close();
                return store(draft, file, moment, name, note);
            }
            return owner.whileStill(() -> {
                Manifest manifest = store(draft, file, moment(copy), name, note);
                last.run();
                return manifest;
            });
        } catch (LinuxException e) {
            throw new SnapshotException(
                    "The machine's state cannot be stored: %s. Nothing was changed."
                            .formatted(e.errno().words()),
                    e);
        }
    }

    private Manifest store(SnapshotStore.Draft draft, DiskFile file, Moment moment, String name, String note)
            throws IOException {
        moment.rest.write(file);
        file.sync();
        draft.add(STATE, moment.state.toByteArray());
        if (moment.thumbnail != null) {
            draft.add(THUMBNAIL, moment.thumbnail);
        }
        return draft.commit(new Manifest(
                draft.id(),
                current,
                name,
                note,
                Instant.now(),
                moment.running,
                MemoryCopy.layout(owner.hardware().regions()),
                List.of(),
                Map.of()));
    }

    private void checkHasState() throws MachineException {
        switch (owner.state()) {
            case RUNNING, PAUSED, GUEST_PANICKED, IO_ERROR -> {}
            case PRELAUNCH -> throw new MachineException("The machine has not been started; it has no state yet.");
            case INTERNAL_ERROR, SHUTDOWN ->
                throw new MachineException("The machine is switched off or has failed; it has no state any more.");
        }
    }

    private Moment moment(MemoryCopy copy) throws MachineException, IOException {
        checkHasState();
        Hardware hardware = owner.hardware();
        Display display = hardware.display();
        byte[] thumbnail = display == null ? null : picture(display);
        return new Moment(owner.state() == RunState.RUNNING, hardware.saveState(), copy.takeRest(), thumbnail);
    }

    private static byte[] picture(Display display) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PictureFormat.PNG.write(display.capture(), out);
        return out.toByteArray();
    }

    @Override
    public void revert(UUID id) throws MachineException, IOException {
        begin();
        try {
            Manifest snapshot = store.read(id);
            returnTo(store, snapshot, () -> current = Optional.of(id));
        } finally {
            busy.unlock();
        }
    }

    /** Done when the machine is what it is to be, and before it runs. */
    private interface Settled {
        void run() throws IOException;
    }

    private void returnTo(SnapshotStore from, Manifest snapshot, Settled settled) throws MachineException, IOException {
        Sections state = from.sections(snapshot, STATE);
        List<MemoryRegion> regions = owner.hardware().regions();
        if (!MemoryCopy.layout(regions).equals(snapshot.memory())) {
            throw new SnapshotException(
                    "The snapshot %s is of a machine with other memory; give the machine the memory and display that it had."
                            .formatted(snapshot.id()));
        }
        try (DiskFile memory = DiskFile.open(from.memoryFile(snapshot).toString(), false)) {
            owner.whileStill(() -> {
                load(snapshot, state, () -> restore(regions, snapshot, memory));
                settled.run();
                return snapshot;
            });
        } catch (LinuxException e) {
            throw new SnapshotException(
                    "The snapshot's memory cannot be read: %s."
                            .formatted(e.errno().words()),
                    e);
        }
    }

    private void load(Manifest snapshot, Sections state, Runnable restoreMemory) throws SnapshotException {
        try {
            owner.hardware().loadState(state, restoreMemory);
        } catch (StateException e) {
            throw new SnapshotException(
                    "The snapshot %s cannot be used. %s".formatted(snapshot.id(), e.getMessage()), e);
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
            }
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
            capture(saved, "saved", "", progress, owner::endSaved);
        } finally {
            busy.unlock();
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
        SnapshotStore.Listing listing = saved.list();
        if (!listing.damaged().isEmpty()) {
            throw new SnapshotException("The machine's saved state cannot be used: "
                    + listing.damaged().values().iterator().next());
        }
        if (listing.snapshots().isEmpty()) {
            return false;
        }
        Manifest last = listing.snapshots().getLast();
        returnTo(saved, last, () -> saved.delete(last.id()));
        return true;
    }
}
