package org.vitrine.engine.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Directories that belong to this process's user, and that nobody else can enter. */
final class PrivateDirectory {
    private static final int OTHERS = 077;

    private PrivateDirectory() {}

    /**
     * Makes a directory if it is not there.
     *
     * @throws IOException with a sentence if there is something else, or somebody else's
     */
    static void make(Path directory) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!is(directory)) {
                throw new IOException(
                        "%s is not a directory that belongs to this user alone; remove it or make it so (chmod 700)."
                                .formatted(directory),
                        e);
            }
        } catch (IOException e) {
            throw new IOException("The directory %s cannot be made: %s.".formatted(directory, e.getMessage()), e);
        }
    }

    /** Whether there is such a directory. */
    static boolean is(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Map<String, Object> attributes = Files.readAttributes(directory, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        return attributes.get("uid") instanceof Integer owner
                && owner == userId()
                && attributes.get("mode") instanceof Integer mode
                && (mode & OTHERS) == 0;
    }

    static int userId() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
