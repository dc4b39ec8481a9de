package org.vitrine.engine.storage;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/** What can be seen and changed of a machine's snapshots alike while it runs and while it is off. One change at a time. */
public final class SnapshotTree {
    private static final Logger LOG = System.getLogger(SnapshotTree.class.getName());

    /** The saved state of a machine's parts, among the files of a snapshot. */
    public static final String STATE = "state";

    /** What the screen showed, among the files of a snapshot. */
    public static final String THUMBNAIL = "thumbnail.png";

    private final MachineDirectory machine;
    private final DiskLayers layers;

    public SnapshotTree(MachineDirectory machine, DiskLayers layers) {
        this.machine = machine;
        this.layers = layers;
    }

    /**
     * A snapshot.
     *
     * @param stateSpace bytes that its memory, state and picture take on the disk
     * @param diskSpace bytes of the images that it keeps: what was written before it since the snapshot above
     * @param thumbnail what the screen showed; empty if the machine was off or had none
     */
    public record Entry(Manifest manifest, long stateSpace, long diskSpace, Optional<Path> thumbnail) {}

    /**
     * All of them.
     *
     * @param entries oldest first
     * @param current the one that the machine's state grew out of
     * @param saved the state that the next start goes on from, which may be a snapshot
     * @param presentSpace bytes of the images that are written to now
     * @param damaged what is wrong with those that cannot be read, by directory
     * @param clones machines that show images of this one
     */
    public record Tree(
            List<Entry> entries,
            Optional<UUID> current,
            Optional<UUID> saved,
            long presentSpace,
            Map<String, String> damaged,
            List<LinkedClone> clones) {}

    public Tree read() throws IOException {
        SnapshotStore store = machine.snapshots();
        SnapshotStore.Listing listing = store.list();
        List<Entry> entries = new ArrayList<>();
        for (Manifest manifest : listing.snapshots()) {
            Path thumbnail = store.file(manifest, THUMBNAIL);
            entries.add(new Entry(
                    manifest,
                    store.spaceOf(manifest),
                    diskSpace(manifest),
                    Files.exists(thumbnail) ? Optional.of(thumbnail) : Optional.empty()));
        }
        MachineConfig config = machine.config();
        return new Tree(
                entries,
                Optional.ofNullable(config.snapshot()),
                Optional.ofNullable(config.saved()),
                layers.presentSpace(),
                listing.damaged(),
                machine.clones().all());
    }

    private long diskSpace(Manifest snapshot) throws IOException {
        long sum = 0;
        for (Manifest.Disk disk : snapshot.disks()) {
            Path image = machine.snapshots().diskFile(snapshot, disk);
            sum += Files.exists(image) ? SnapshotStore.allocated(image) : 0;
        }
        return sum;
    }

    /** @throws SnapshotException if a name or note is not one */
    public static void checkText(String name, String note) throws SnapshotException {
        if (name.isBlank() || name.length() > Manifest.MAX_NAME) {
            throw new SnapshotException("A snapshot's name has 1 to %d characters.".formatted(Manifest.MAX_NAME));
        }
        if (note.length() > Manifest.MAX_NOTE) {
            throw new SnapshotException("A snapshot's note has at most %,d characters.".formatted(Manifest.MAX_NOTE));
        }
    }

    /** Gives a snapshot another name and note; null leaves what it has. */
    public void describe(UUID id, Optional<String> name, Optional<String> note) throws IOException {
        Manifest old = machine.snapshots().read(id);
        String newName = name.orElse(old.name());
        String newNote = note.orElse(old.note());
        checkText(newName, newNote);
        machine.snapshots().describe(id, newName, newNote);
    }

    /**
     * Removes a snapshot: those below it move up, and its images are merged where only one other image shows them. What a linked clone shows stays.
     *
     * @throws IOException if it cannot be removed, or an image cannot be merged; every disk's content is what it was
     */
    public void delete(UUID id, Progress progress) throws IOException {
        Manifest gone;
        if (Objects.equals(machine.config().saved(), id)) {
            // The machine goes on from it yet: it leaves the tree, and stays as the saved state.
            gone = machine.snapshots().read(id);
            machine.snapshots().move(id, machine.saved());
        } else {
            gone = machine.snapshots().hide(id);
        }
        settle(gone);
        sweepLayers();
        layers.merge(gone, progress);
    }

    /** All that follows from a snapshot's leaving the tree, but for its disks. Harmless if it was done before. */
    private void settle(Manifest gone) throws IOException {
        machine.snapshots().liftChildren(gone);
        machine.edit(config -> gone.id().equals(config.snapshot())
                ? config.withSnapshot(gone.parent().orElse(null))
                : config);
        machine.snapshots().finishDeletion(gone.id());
    }

    /** Compares all that a snapshot consists of with its checksums. @throws SnapshotException with what is wrong with it */
    public void check(UUID id, Progress progress) throws IOException {
        SnapshotStore store = machine.snapshots();
        Manifest snapshot = store.read(id);
        machine.configOf(store, snapshot);
        for (String file : snapshot.files().keySet()) {
            store.content(snapshot, file);
        }
        for (StoredDisk.Image image : DiskLayers.imagesOf(store, snapshot).values()) {
            ClosedDisk.checkOpens(image);
        }
        if (snapshot.hasMemory()) {
            store.sections(snapshot, STATE);
            Optional<byte[]> sums = store.memorySums(snapshot);
            try (DiskFile memory = store.openMemory(snapshot)) {
                if (sums.isPresent()) {
                    SnapshotStore.checkMemory(snapshot, memory, sums.get(), done -> progress.at(done, memory.size()));
                }
            }
        }
    }

    /** Finishes or removes what a killed process had begun; at the start of whoever owns the machine. */
    public void sweep() throws IOException {
        machine.sweep();
        machine.clones().sweep();
        MachineConfig config = machine.config();
        SnapshotStore snapshots = machine.snapshots();
        SnapshotStore saved = machine.saved();
        if (config.snapshot() != null) {
            snapshots.finishCommit(config.snapshot());
            if (!snapshots.has(config.snapshot()) && saved.has(config.snapshot()) && isTaken(config.snapshot())) {
                saved.move(config.snapshot(), snapshots);
            }
        }
        for (Manifest gone : snapshots.going()) {
            settle(gone);
        }
        snapshots.sweep();
        saved.sweep();
        for (UUID id : saved.ids()) {
            if (!id.equals(machine.config().saved()) && !isOfFormerVersion(config)) {
                saved.discard(id);
            }
        }
        Variables.sweep(machine.config(), machine.path());
        Cloning.sweep(machine);
        sweepLayers();
    }

    /** Ends what a kill interrupted and would only cost space and time. What cannot be done is left as it is. After {@link #sweep}. */
    public void tidy() {
        try {
            layers.tidy();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Layers of disks that are no longer needed stay: {0}", e.getMessage());
        }
    }

    /** Whether a saved state was made a snapshot, and only its move to the others is missing. */
    private boolean isTaken(UUID id) throws IOException {
        return !machine.saved().read(id).name().equals(SnapshotStore.SAVED);
    }

    /** Before version 3 a saved state was not named in the configuration. */
    private static boolean isOfFormerVersion(MachineConfig config) {
        return config.version() < 3;
    }

    /** What cannot be looked at is left where it is. */
    private void sweepLayers() {
        try {
            layers.sweep();
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "Layers of disks that are no longer needed could not be removed: {0}",
                    e.getMessage());
        }
    }
}
