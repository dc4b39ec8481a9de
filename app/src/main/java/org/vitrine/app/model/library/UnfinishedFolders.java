package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import org.vitrine.app.model.Refusal;

/** Folders of machines in the making: {@code .new-<uuid>} beside their later names, locked while they are worked on. */
final class UnfinishedFolders {
    private static final String PREFIX = ".new-";

    private UnfinishedFolders() {}

    /** Where a machine is made. */
    static MachineFolder of(Path root, UUID uuid) {
        return new MachineFolder(root.resolve(PREFIX + uuid));
    }

    static void make(MachineFolder unfinished) throws IOException {
        Files.createDirectory(
                unfinished.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Removes those that nobody works on any more. What cannot be removed stays. */
    static void sweep(Path root) throws IOException, InterruptedException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, PREFIX + "*")) {
            for (Path folder : folders) {
                try (MachineLock lock = MachineLock.take(new MachineFolder(folder), Duration.ZERO)) {
                    DurableFiles.deleteAll(folder);
                } catch (Refusal | IOException e) {
                    System.getLogger(UnfinishedFolders.class.getName())
                            .log(System.Logger.Level.INFO, "{0} stays: {1}", folder, e.getMessage());
                }
            }
        }
    }
}
