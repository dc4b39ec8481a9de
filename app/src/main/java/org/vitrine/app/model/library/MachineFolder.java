package org.vitrine.app.model.library;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** A machine's folder, {@code $XDG_DATA_HOME/vitrine/machines/<uuid>}, and where things are in it. Touches no file. */
public record MachineFolder(Path path) {
    /** The folder's name. @throws IllegalArgumentException if it is none of a machine */
    public UUID uuid() {
        return uuidOf(path).orElseThrow(() -> new IllegalArgumentException(path + " is not named by a UUID"));
    }

    static Optional<UUID> uuidOf(Path folder) {
        String name = String.valueOf(folder.getFileName());
        try {
            UUID uuid = UUID.fromString(name);
            return uuid.toString().equals(name) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The machine's configuration. */
    public Path machineFile() {
        return path.resolve("machine.json");
    }

    /** The images of its disks. */
    public Path disks() {
        return path.resolve("disks");
    }

    /** What snapshots add to them. */
    public Path layers() {
        return path.resolve("layers");
    }

    public Path snapshots() {
        return path.resolve("snapshots");
    }

    /** What it was saved as; empty or absent if it was not. */
    public Path saved() {
        return path.resolve("saved");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    /** What its processes had to say, the last at the end. */
    public Path log() {
        return logs().resolve("vm.log");
    }

    /** What its screen showed last, as PNG; absent before its first run. */
    public Path picture() {
        return path.resolve("last.png");
    }

    /** When it was made and ran. */
    Path history() {
        return path.resolve("history.json");
    }

    /** Locked by whoever changes or starts the machine. */
    Path lock() {
        return path.resolve(".lock");
    }
}
