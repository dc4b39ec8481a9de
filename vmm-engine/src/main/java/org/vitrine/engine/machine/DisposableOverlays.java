package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.storage.DiskLayers;
import org.vitrine.engine.storage.MachineDirectory;

/**
 * What takes the writes of a run whose changes are thrown away: an overlay on each disk. The configuration does not hear of them, so they are swept whatever happens. One
 * thread at a time.
 */
final class DisposableOverlays implements AutoCloseable {
    private final DiskLayers layers;
    private final boolean disposable;
    private final List<DiskLayers.Change> overlays = new ArrayList<>();

    /** @param disposable whether there is anything to do */
    DisposableOverlays(MachineDirectory directory, boolean disposable) {
        this.layers = new DiskLayers(directory, List::of);
        this.disposable = disposable;
    }

    /** Covers disks, before the guest can write to them. */
    synchronized void cover(List<LayeredDisk> disks) throws IOException {
        if (disposable) {
            DiskLayers.Change change = layers.overPresent(disks);
            overlays.add(change);
            change.cover();
        }
    }

    /** Removes the overlays' files; what is open of them is gone when it is closed. */
    @Override
    public synchronized void close() {
        for (DiskLayers.Change change : overlays) {
            try {
                change.undo();
            } catch (IOException e) {
                System.getLogger(DisposableOverlays.class.getName())
                        .log(Level.WARNING, "The next start removes what this run has written: {0}", e.getMessage());
            }
        }
    }
}
