package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/**
 * A machine's UEFI variables (NVRAM) in its snapshots and clones. Another content gets a file of its own, which the configuration then names, so that they change
 * together with it.
 */
public final class Variables {
    /** Among the files of a snapshot. */
    public static final String FILE = "nvram";

    /** In the machine's directory, unless its configuration names another. */
    private static final String USUAL_NAME = "nvram.fd";

    private static final String PREFIX = "nvram-";
    private static final String ENDING = ".fd";
    /** A flash that ends at 4 GiB cannot be longer. */
    private static final int MAX_BYTES = 16 << 20;

    private Variables() {}

    /** Where a machine keeps them, be they there or not. */
    public static Path fileOf(MachineConfig config, Path machineDirectory) {
        Path named = config.firmware().variables();
        return named == null ? machineDirectory.resolve(USUAL_NAME) : named;
    }

    /** Those of a machine that is off; empty if it has a BIOS, or has none yet. */
    static Optional<byte[]> of(MachineConfig config, Path machineDirectory) throws IOException {
        Path file = fileOf(config, machineDirectory);
        if (config.firmware().kind() != Firmware.Kind.UEFI || !Files.exists(file)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            throw new SnapshotException("The machine's UEFI variables %s are not a file of at most %d MiB."
                    .formatted(file, MAX_BYTES >> 20));
        }
        return Optional.of(Files.readAllBytes(file));
    }

    /** Those of a snapshot; empty if its machine had none. */
    public static Optional<byte[]> of(SnapshotStore store, Manifest snapshot) throws IOException {
        return snapshot.files().containsKey(FILE) ? Optional.of(store.content(snapshot, FILE)) : Optional.empty();
    }

    /** Writes them into a file of their own, which the configuration does not name yet. */
    public static Path write(Path machineDirectory, byte[] variables) throws IOException {
        Path file = machineDirectory.resolve(PREFIX + UUID.randomUUID() + ENDING);
        DurableFile.write(file, variables);
        return file;
    }

    /** Removes the file that a configuration named, if it is one of {@link #write}. */
    public static void removeOwn(MachineConfig former, Path machineDirectory) throws IOException {
        Path file = fileOf(former, machineDirectory);
        if (machineDirectory.equals(file.getParent())
                && String.valueOf(file.getFileName()).startsWith(PREFIX)) {
            Files.deleteIfExists(file);
        }
    }

    /** Removes files of {@link #write} that the configuration does not name. */
    static void sweep(MachineConfig config, Path machineDirectory) throws IOException {
        Path named = fileOf(config, machineDirectory);
        try (DirectoryStream<Path> unfinished =
                Files.newDirectoryStream(machineDirectory, "." + PREFIX + "*" + ENDING + "*.new")) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(machineDirectory, PREFIX + "*" + ENDING)) {
            for (Path file : files) {
                if (!file.equals(named) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(file);
                }
            }
        }
    }
}
