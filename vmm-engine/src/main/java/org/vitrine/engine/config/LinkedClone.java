package org.vitrine.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A machine whose disks show images of another one, its parent: what the parent remembers of it.
 *
 * @param uuid the clone's
 * @param name what the clone was called when it was made
 * @param directory the clone's, absolute
 * @param snapshot of the parent, from which it was made
 * @param images of the parent that the clone shows, absolute
 * @param whole false while the clone is being made; if its maker was killed, then the directory is not there
 */
public record LinkedClone(
        UUID uuid, String name, Path directory, Optional<UUID> snapshot, List<Path> images, boolean whole) {
    public LinkedClone {
        images = List.copyOf(images);
    }

    public LinkedClone withWhole(boolean is) {
        return new LinkedClone(uuid, name, directory, snapshot, images, is);
    }
}
