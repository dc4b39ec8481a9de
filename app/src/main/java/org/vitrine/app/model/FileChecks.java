package org.vitrine.app.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens a file that the user named, and says in a sentence why it cannot be used. */
public final class FileChecks {
    private FileChecks() {}

    /** What is done with a file that is open. */
    @FunctionalInterface
    interface Inspection {
        void of(FileChannel file) throws IOException, Refusal;
    }

    /**
     * Opens a regular, non-empty file, and looks into it.
     *
     * @throws Refusal if it is not there, not a regular file, empty or unreadable
     */
    static void inspect(Path path, Inspection inspection) throws Refusal {
        if (Files.isDirectory(path)) {
            throw Refusal.of(Refusal.Cause.INPUT, "file.directory", path);
        }
        if (Files.exists(path) && !Files.isRegularFile(path) && !isBlockDevice(path)) {
            throw Refusal.of(Refusal.Cause.INPUT, "file.special", path);
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            if (Files.isRegularFile(path) && file.size() == 0) {
                throw Refusal.of(Refusal.Cause.INPUT, "file.empty", path);
            }
            inspection.of(file);
        } catch (NoSuchFileException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "file.missing", path);
        } catch (AccessDeniedException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "file.unreadable", path);
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "file.broken", path, String.valueOf(e.getMessage()));
        }
    }

    /** @throws Refusal with a text of a key if a file cannot be made or written at a place */
    public static void checkWritable(Path file, String key) throws Refusal {
        Path folder = file.toAbsolutePath().getParent();
        boolean possible = Files.exists(file)
                ? !Files.isDirectory(file) && Files.isWritable(file)
                : folder != null && Files.isDirectory(folder) && Files.isWritable(folder);
        if (!possible) {
            throw Refusal.of(Refusal.Cause.INPUT, key, file);
        }
    }

    private static boolean isBlockDevice(Path path) {
        return path.toAbsolutePath().normalize().startsWith("/dev");
    }
}
