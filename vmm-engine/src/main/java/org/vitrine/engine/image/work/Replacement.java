package org.vitrine.engine.image.work;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.raw.FileNode;
import org.vitrine.engine.linux.DiskFile;
import org.vitrine.engine.linux.LinuxException;

/** A file that appears under its name only when it is whole: it is written beside its place ({@link PartFiles}), flushed and then renamed. */
final class Replacement {
    private Replacement() {}

    /** Fills the new file, and closes what it opened on it. */
    interface Filler {
        void fill(FileNode file) throws ImageException, IOException;
    }

    /**
     * Writes a file.
     *
     * @param replace whether one that is there may be replaced
     * @throws ImageException if one is there that may not be, or is in use
     */
    static void write(Path target, boolean replace, Filler filler) throws ImageException, IOException {
        if (!replace && Files.exists(target)) {
            throw exists(target);
        }
        Path name = target.getFileName();
        if (name == null) {
            throw new ImageException(target + " is a directory; name an image file in it.");
        }
        boolean done = false;
        FileNode file = PartFiles.create(target, name);
        Path beside = file.path();
        try {
            filler.fill(file);
            sync(beside);
            if (replace) {
                keepPermissions(target, beside);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                putInPlace(beside, target);
            }
            done = true;
        } finally {
            file.close();
            if (!done) {
                Files.deleteIfExists(beside);
            }
            PartFiles.release(file);
        }
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            sync(folder);
        }
    }

    private static void keepPermissions(Path target, Path beside) throws IOException {
        if (Files.exists(target)) {
            Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(target));
        }
    }

    private static ImageException exists(Path target) {
        return new ImageException(target + " is there already; choose another name, or replace it with --force.");
    }

    /** A link fails where a rename would replace a file that another has made in between. */
    private static void putInPlace(Path beside, Path target) throws ImageException, IOException {
        try {
            Files.createLink(target, beside);
            Files.delete(beside);
        } catch (FileAlreadyExistsException e) {
            throw exists(target);
        } catch (UnsupportedOperationException e) {
            Files.move(beside, target);
        }
    }

    private static void sync(Path path) throws IOException {
        try (DiskFile file = DiskFile.open(path.toString(), false)) {
            file.sync();
        } catch (LinuxException e) {
            throw new IOException(path + " could not be flushed: " + e.errno().words() + ".", e);
        }
    }
}
