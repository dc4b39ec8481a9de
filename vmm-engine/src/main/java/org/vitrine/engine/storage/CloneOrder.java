package org.vitrine.engine.storage;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * What a clone is to be.
 *
 * @param directory of the clone, absolute, which is not there yet
 * @param uuid the clone's
 * @param name the clone's
 * @param linked whether its disks show the parent's images and take only what differs; else it has all of its own
 * @param snapshot of the parent, whose disks the clone begins with; empty for the present ones of a machine that is off
 */
public record CloneOrder(Path directory, UUID uuid, String name, boolean linked, Optional<UUID> snapshot) {
    /** The same from a snapshot. */
    CloneOrder of(UUID base) {
        return new CloneOrder(directory, uuid, name, linked, Optional.of(base));
    }
}
