package org.vitrine.engine.storage;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.linux.FileTree;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.linux.OfdLock;
import org.vitrine.engine.snapshot.SnapshotException;

/**
 * Where a clone is made: {@code .clone-NAME} beside its directory, which it becomes by one rename. The file {@code .clone-NAME.lock} is locked by whoever makes it; what
 * a killed one left is removed by the next that makes a clone there.
 */
final class ClonePlace implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ClonePlace.class.getName());
    private static final String PREFIX = ".clone-";
    private static final String LOCK = ".lock";

    private final Path target;
    private final Path place;
    private final Path lockFile;
    private final OfdLock lock;
    private boolean whole;

    private ClonePlace(Path target, Path place, Path lockFile, OfdLock lock) {
        this.target = target;
        this.place = place;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** @param target the clone's directory @throws SnapshotException if there is something already, or it cannot be made there */
    static ClonePlace make(Path target) throws IOException {
        checkFree(target);
        Path folder = DurableFile.directoryOf(target);
        sweep(folder);
        Path place = folder.resolve(PREFIX + target.getFileName());
        Path lockFile = lockOf(place);
        OfdLock lock = lock(lockFile)
                .orElseThrow(() ->
                        new SnapshotException("%s is being made already; wait until that is done.".formatted(target)));
        try {
            FileTree.remove(place);
            Files.createDirectory(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new ClonePlace(target, place, lockFile, lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** @throws SnapshotException if there is something already, or no folder to put it in */
    static void checkFree(Path target) throws SnapshotException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(target);
        }
        Path folder = DurableFile.directoryOf(target);
        if (!Files.isDirectory(folder)) {
            throw new SnapshotException("There is no folder %s to put the clone in.".formatted(folder));
        }
    }

    private static Path lockOf(Path place) {
        return place.resolveSibling(place.getFileName() + LOCK);
    }

    private static Optional<OfdLock> lock(Path file) throws SnapshotException {
        try {
            return OfdLock.tryLock(file);
        } catch (LinuxException e) {
            throw new SnapshotException(
                    "The clone cannot be made in %s: %s."
                            .formatted(file.getParent(), e.errno().words()),
                    e);
        }
    }

    private static SnapshotException exists(Path target) {
        return new SnapshotException("%s is there already; clone into another directory.".formatted(target));
    }

    /** Whether somebody makes a clone there now. */
    static boolean isBeingMade(Path target) {
        Path lockFile = lockOf(DurableFile.directoryOf(target).resolve(PREFIX + target.getFileName()));
        if (!Files.exists(lockFile, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Optional<OfdLock> lock = lock(lockFile);
            lock.ifPresent(OfdLock::close);
            return lock.isEmpty();
        } catch (SnapshotException e) {
            return true;
        }
    }

    private static void sweep(Path folder) {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(folder, PREFIX + "*" + LOCK)) {
            for (Path file : locks) {
                String name = String.valueOf(file.getFileName());
                Optional<OfdLock> lock = lock(file);
                if (lock.isPresent()) {
                    try (OfdLock held = lock.get()) {
                        FileTree.remove(file.resolveSibling(name.substring(0, name.length() - LOCK.length())));
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(Level.WARNING, "What killed clones left in {0} was not removed: {1}", folder, e.getMessage());
        }
    }

    /** Where the clone's files are to be written and flushed. */
    Path path() {
        return place;
    }

    /** Makes the clone exist. */
    void appear() throws IOException {
        DurableFile.syncDirectory(place);
        try {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            DurableFile.rename(place, target);
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        }
        whole = true;
    }

    @Override
    public void close() throws IOException {
        try (OfdLock held = lock) {
            if (!whole) {
                FileTree.remove(place);
            }
            Files.deleteIfExists(lockFile);
        }
    }
}
