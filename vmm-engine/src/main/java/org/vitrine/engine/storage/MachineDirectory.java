package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.LinkedClones;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * A machine's directory. Its configuration says which images its disks have, which snapshot its state grew out of, and what it goes on from at its next start: so
 * replacing that one file is the moment at which a machine becomes another. All else in the directory is either named there or swept.
 *
 * <p>One writer at a time: whoever holds the lock of the machine's runtime directory. Any thread of it.
 */
public final class MachineDirectory {
    /** The machine's configuration, among the files of a snapshot. */
    public static final String CONFIGURATION = "machine.json";

    private final Path file;
    private final Path path;
    private final SnapshotStore snapshots;
    private final SnapshotStore saved;

    /** @param machineFile the configuration, in the machine's directory */
    public MachineDirectory(Path machineFile) {
        this.file = machineFile.toAbsolutePath().normalize();
        this.path = DurableFile.directoryOf(machineFile);
        this.snapshots = new SnapshotStore(path, SnapshotStore.SNAPSHOTS);
        this.saved = new SnapshotStore(path, SnapshotStore.SAVED);
    }

    public Path path() {
        return path;
    }

    public SnapshotStore snapshots() {
        return snapshots;
    }

    /** The state that the machine was saved in; one or none. */
    public SnapshotStore saved() {
        return saved;
    }

    public LinkedClones clones() {
        return new LinkedClones(path);
    }

    public MachineConfig config() throws SnapshotException {
        try {
            return MachineConfigFile.read(file);
        } catch (ConfigException e) {
            throw new SnapshotException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Changes the configuration, all or nothing. */
    public synchronized void edit(UnaryOperator<MachineConfig> change) throws IOException {
        MachineConfig before = config();
        MachineConfig after = change.apply(before);
        if (!after.equals(before)) {
            try {
                MachineConfigFile.write(file, after);
            } catch (ConfigException e) {
                throw new SnapshotException("The machine's configuration cannot be changed: " + e.getMessage(), e);
            }
        }
    }

    /** Removes what kills left while the configuration was being written. */
    void sweep() throws IOException {
        DurableFile.sweep(file);
    }

    /** Notes which snapshot the machine's present state grew out of. */
    public void grownOutOf(Optional<UUID> snapshot) throws IOException {
        edit(config -> config.withSnapshot(snapshot.orElse(null)));
    }

    /** A configuration as a snapshot keeps it. */
    public byte[] written(MachineConfig config) {
        return MachineConfigFile.text(config, path).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The machine that a snapshot is of, with absolute paths; empty if the snapshot does not say.
     *
     * @throws SnapshotException if what it says is damaged
     */
    public Optional<MachineConfig> configOf(SnapshotStore store, Manifest snapshot) throws IOException {
        if (!snapshot.files().containsKey(CONFIGURATION)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MachineConfigFile.parse(
                    new String(store.content(snapshot, CONFIGURATION), StandardCharsets.UTF_8), path));
        } catch (ConfigException e) {
            throw new SnapshotException(
                    "The snapshot %s cannot be used. Its configuration is damaged: %s"
                            .formatted(snapshot.id(), e.getMessage()),
                    e);
        }
    }

    /** A state with memory, and where it is kept. */
    public record Kept(SnapshotStore store, Manifest manifest) {}

    /**
     * What the next start goes on from; empty if that is power-on.
     *
     * @throws SnapshotException if it cannot be read; nothing is lost by that
     */
    public Optional<Kept> kept() throws IOException {
        MachineConfig config = config();
        try {
            if (config.saved() != null) {
                SnapshotStore store = saved.has(config.saved()) ? saved : snapshots;
                return Optional.of(new Kept(store, store.read(config.saved())));
            }
        } catch (SnapshotException e) {
            throw new SnapshotException(
                    "The machine was saved, and cannot go on from that: %s Discard its saved state to start it anew."
                            .formatted(e.getMessage()),
                    e);
        }
        return Optional.empty();
    }

    /**
     * The machine that a start assembles: what the configuration says, or, if it goes on from a state, what it was then; changes of its hardware that the configuration has
     * had since wait on. Images and media are those of the configuration.
     *
     * @param config as it is in the file
     */
    public MachineConfig atStart(MachineConfig config) {
        if (config.saved() == null) {
            return config;
        }
        try {
            Kept kept = kept().orElseThrow();
            return configOf(kept.store(), kept.manifest())
                    .map(then -> Reversion.goingOn(then, config, kept.store() == saved))
                    .orElse(config);
        } catch (IOException e) {
            // Whoever is to go on from it says why that cannot be.
            return config;
        }
    }

    /** Makes the next start one from power-on, and frees what it would have gone on from, unless that is a snapshot. */
    public void forgetKept() throws IOException {
        UUID kept = config().saved();
        if (kept != null) {
            edit(config -> config.withSaved(null));
            saved.discard(kept);
        }
    }
}
