package org.vitrine.engine.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.image.block.GuestDisk;

/**
 * A disk of the machine with its open image.
 *
 * @param config as which it was attached; its image may be another by now
 * @param node whose image it shows, if that was opened by name and outlives the disk
 */
record AttachedDisk(MachineConfig.Disk config, LayeredDisk layered, Optional<String> node) {
    String id() {
        return config.id();
    }

    GuestDisk disk() {
        return layered.disk();
    }

    /** How it stands. */
    StorageControl.DiskInfo info(Place place) {
        List<Path> chain = layered.chain();
        return new StorageControl.DiskInfo(
                id(),
                node,
                layered.image().file(),
                layered.image().format().id(),
                disk().size(),
                config.readOnly(),
                chain.stream().skip(1).findFirst(),
                chain.size() - 1,
                config.cache(),
                disk().status(),
                config.bus(),
                place.bus());
    }
}
