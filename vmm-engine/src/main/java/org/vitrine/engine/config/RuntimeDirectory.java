package org.vitrine.engine.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The directory of one running VM, named after its UUID: sockets, lock and, for a throw-away machine, its configuration. Open to its
 * owner alone. The VM process holds the lock as long as it lives.
 */
public record RuntimeDirectory(Path path, UUID uuid) {
    /** Java lets one thread of a process at a time ask for a lock: another would be told that it is taken. */
    static final Object ASKING = new Object();

    /**
     * The directory of a VM at a place of its caller's choice; made if it is not there.
     *
     * @throws IOException with a sentence if it is not the user's alone
     */
    public static RuntimeDirectory make(Path path, UUID uuid) throws IOException {
        PrivateDirectory.make(path);
        return new RuntimeDirectory(path.toAbsolutePath(), uuid);
    }

    /** Where the VM process speaks QMP. */
    public Path controlSocket() {
        return path.resolve("control.sock");
    }

    /** Where the VM process hands out its screen. */
    public Path displaySocket() {
        return path.resolve("display.sock");
    }

    /** The file that the VM process holds locked. */
    public Path lockFile() {
        return path.resolve("lock");
    }

    /** The configuration of a throw-away machine. */
    public Path machineFile() {
        return path.resolve("machine.json");
    }

    /** What the VM process has to say, a line each. */
    public Path log() {
        return path.resolve("vm.log");
    }

    /** Says that the process which holds the lock runs no guest, but serves what there is to do with a machine that is off. */
    public void markOffline() throws IOException {
        Files.write(offlineMark(), new byte[0]);
    }

    /** Says that the process which holds the lock runs the machine. */
    public void markRunning() throws IOException {
        Files.deleteIfExists(offlineMark());
    }

    private Path offlineMark() {
        return path.resolve("offline");
    }

    /** Whether the process that has or had it runs no guest. */
    boolean isMarkedOffline() {
        return Files.exists(offlineMark(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a process holds the lock that runs no guest ({@code vitrine-vm --offline}). */
    public boolean isServedOffline() {
        return isMarkedOffline() && isAlive();
    }

    /** Whether a VM process holds the lock, be it one that runs no guest. Asks the kernel; opens and closes a file. */
    public boolean isAlive() {
        synchronized (ASKING) {
            try (FileChannel channel =
                            FileChannel.open(lockFile(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                    FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return free == null;
            } catch (NoSuchFileException e) {
                return false;
            } catch (OverlappingFileLockException e) {
                // This very process is the VM's.
                return true;
            } catch (IOException e) {
                return Files.exists(lockFile(), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    /** Removes the directory with the files in it. Call it only when no VM process has it. */
    public void delete() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    new RuntimeDirectory(entry, uuid).delete();
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(path);
    }
}
