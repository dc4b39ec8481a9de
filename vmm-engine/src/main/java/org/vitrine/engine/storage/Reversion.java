package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * A return to a snapshot by the machine's directory alone: new overlays on the snapshot's images, its NVRAM, its hardware, and its memory as what the next start goes
 * on from. The machine that does it is off, or is about to end.
 */
public final class Reversion {
    private final MachineDirectory machine;
    private final Manifest snapshot;
    private final OverlayFiles overlays;
    private final MachineConfig config;
    private final @Nullable Path variables;

    private Reversion(
            MachineDirectory machine,
            Manifest snapshot,
            OverlayFiles overlays,
            MachineConfig config,
            @Nullable Path variables) {
        this.machine = machine;
        this.snapshot = snapshot;
        this.overlays = overlays;
        this.config = config;
        this.variables = variables;
    }

    /**
     * Looks at all of the snapshot that the next start reads, and makes the files that the machine is to go over to.
     *
     * @param progress is told how many bytes of memory have been read
     * @throws IOException if the snapshot cannot be used; nothing has changed then
     */
    public static Reversion prepare(MachineDirectory machine, DiskLayers layers, UUID id, LongConsumer progress)
            throws IOException {
        SnapshotStore store = machine.snapshots();
        Manifest snapshot = store.read(id);
        MachineConfig present = machine.config();
        MachineConfig then = machine.configOf(store, snapshot).orElse(present);
        if (snapshot.hasMemory()) {
            store.sections(snapshot, SnapshotTree.STATE);
            store.admitMemory(snapshot, progress);
        }
        Optional<byte[]> variables = Variables.of(store, snapshot);
        OverlayFiles overlays = layers.overlaysOver(store, snapshot);
        boolean done = false;
        try {
            Path file = variables.isEmpty() ? null : Variables.write(machine.path(), variables.get());
            MachineConfig config = overlays.behind(present(then, present))
                    .withSnapshot(id)
                    .withSaved(snapshot.hasMemory() ? id : null);
            if (file != null) {
                config = config.withFirmware(config.firmware().withVariables(file));
            }
            done = true;
            return new Reversion(machine, snapshot, overlays, config, file);
        } finally {
            if (!done) {
                overlays.remove();
            }
        }
    }

    /** The hardware of one configuration with the name, looks and habits of another, and the host memory that it asks for. */
    public static MachineConfig present(MachineConfig hardware, MachineConfig identity) {
        return hardware.withUuid(identity.uuid())
                .withName(identity.name())
                .withAbout(identity.about())
                .withMemoryBacking(identity.memoryBacking())
                .withSerial(identity.serial())
                .withLifeCycle(identity.lifeCycle())
                .withSaved(identity.saved());
    }

    /**
     * The hardware of a state with the images, media and variables of the machine's configuration.
     *
     * @param ownImages whether the images of the state are still the machine's, for a disk that the configuration no longer has; those of a snapshot are not
     */
    static MachineConfig goingOn(MachineConfig then, MachineConfig present, boolean ownImages) {
        Map<String, MachineConfig.Disk> disks = new HashMap<>();
        present.disks().forEach(disk -> disks.put(disk.id(), disk));
        Map<String, MachineConfig.Optical> drives = new HashMap<>();
        present.optical().forEach(drive -> drives.put(drive.id(), drive));
        return present(then, present)
                .withDisks(then.disks().stream()
                        .filter(disk -> ownImages || disks.containsKey(disk.id()))
                        .map(disk -> disk.withImageOf(disks.getOrDefault(disk.id(), disk)))
                        .toList())
                .withOptical(then.optical().stream()
                        .map(drive -> drive.withMedium(
                                drives.getOrDefault(drive.id(), drive).medium()))
                        .toList())
                .withFirmware(then.firmware().withVariables(present.firmware().variables()))
                .withSnapshot(present.snapshot());
    }

    /** Whether the machine was on, so that its next start goes on from there. */
    public boolean hasMemory() {
        return snapshot.hasMemory();
    }

    /** Makes it so. What the machine was is gone from here on, and swept at the next start. */
    public void commit() throws IOException {
        UUID before = machine.config().saved();
        machine.edit(present -> config);
        if (before != null) {
            machine.saved().discard(before);
        }
    }

    /** Removes what {@link #prepare} made, if it is not committed. */
    public void undo() throws IOException {
        overlays.remove();
        if (variables != null) {
            Files.deleteIfExists(variables);
        }
    }
}
