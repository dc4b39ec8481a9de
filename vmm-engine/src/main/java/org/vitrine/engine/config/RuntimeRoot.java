package org.vitrine.engine.config;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the user's running VMs are to be found: {@code $XDG_RUNTIME_DIR/vitrine}, or where there is none a directory of the user's
 * under /tmp, with a {@link RuntimeDirectory} for each VM. Open to its owner alone, which is checked at every start.
 */
public final class RuntimeRoot {
    private static final Logger LOG = System.getLogger(RuntimeRoot.class.getName());
    /** Of a socket's path, the kernel takes no more (sockaddr_un). */
    public static final int MAX_SOCKET_PATH = 107;
    /** A VM process that has not made its lock file by then has died before it. */
    private static final Duration STARTING = Duration.ofMinutes(10);

    private final Path path;

    private RuntimeRoot(Path path) {
        this.path = path;
    }

    /**
     * The directory of the user who runs this process; made if it is not there.
     *
     * @throws IOException with a sentence if there is none that is the user's alone
     */
    public static RuntimeRoot ofUser() throws IOException {
        return ofUser(System.getenv(), Path.of("/tmp"));
    }

    static RuntimeRoot ofUser(Map<String, String> environment, Path temporary) throws IOException {
        int user = PrivateDirectory.userId();
        String configured = environment.get("XDG_RUNTIME_DIR");
        if (configured != null && configured.startsWith("/")) {
            Path root = Path.of(configured).resolve("vitrine");
            if (PrivateDirectory.is(Path.of(configured)) && leavesRoomForSockets(root)) {
                return at(root);
            }
            LOG.log(Level.WARNING, "XDG_RUNTIME_DIR ({0}) is not this user''s alone, or its name too long", configured);
        }
        return at(temporary.resolve("vitrine-" + user));
    }

    /**
     * A root at a place of one's own, for tests; made if it is not there.
     *
     * @throws IOException with a sentence if it is not the user's alone
     */
    public static RuntimeRoot at(Path path) throws IOException {
        PrivateDirectory.make(path);
        return new RuntimeRoot(path.toAbsolutePath());
    }

    public Path path() {
        return path;
    }

    /** The directory of a VM, whether it exists or not. */
    public RuntimeDirectory directory(UUID uuid) {
        return new RuntimeDirectory(path.resolve(uuid.toString()), uuid);
    }

    /** Makes the directory of a VM that is about to start. */
    public RuntimeDirectory create(UUID uuid) throws IOException {
        return RuntimeDirectory.make(directory(uuid).path(), uuid);
    }

    /** The VMs whose processes live and run a guest. */
    public List<RuntimeDirectory> running() throws IOException {
        List<RuntimeDirectory> running = new ArrayList<>();
        for (RuntimeDirectory directory : directories()) {
            if (directory.isAlive() && !directory.isServedOffline()) {
                running.add(directory);
            }
        }
        return running;
    }

    /**
     * Removes what killed VM processes left behind.
     *
     * @return the VMs that had not ended by themselves
     */
    public List<UUID> sweep() throws IOException {
        return sweep(Clock.systemUTC());
    }

    List<UUID> sweep(Clock clock) throws IOException {
        List<UUID> swept = new ArrayList<>();
        for (RuntimeDirectory directory : directories()) {
            synchronized (RuntimeDirectory.ASKING) {
                // One that served a machine which was off ran no guest.
                boolean ran = !directory.isMarkedOffline();
                if (sweep(directory, clock) && ran) {
                    swept.add(directory.uuid());
                }
            }
        }
        return swept;
    }

    private static boolean sweep(RuntimeDirectory directory, Clock clock) throws IOException {
        // The lock is held while deleting: a VM process that starts meanwhile finds its lock file gone and makes a new
        // one.
        try (FileChannel channel =
                        FileChannel.open(directory.lockFile(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return false;
            }
            directory.delete();
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (NoSuchFileException e) {
            return sweepUnstarted(directory, clock);
        }
    }

    /** A directory without a lock file belongs to a VM process that is starting, unless it is old. */
    private static boolean sweepUnstarted(RuntimeDirectory directory, Clock clock) throws IOException {
        try {
            var made = Files.getLastModifiedTime(directory.path(), LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
            if (made.plus(STARTING).isAfter(clock.instant())) {
                return false;
            }
        } catch (NoSuchFileException e) {
            return false;
        }
        directory.delete();
        return true;
    }

    private List<RuntimeDirectory> directories() throws IOException {
        List<RuntimeDirectory> directories = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                UUID uuid = uuidOf(entry);
                if (uuid != null && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    directories.add(new RuntimeDirectory(entry, uuid));
                }
            }
        }
        return directories;
    }

    private static @Nullable UUID uuidOf(Path entry) {
        String name = String.valueOf(entry.getFileName());
        try {
            UUID uuid = UUID.fromString(name);
            return uuid.toString().equals(name) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean leavesRoomForSockets(Path root) {
        Path longest = new RuntimeDirectory(root.resolve(new UUID(0, 0).toString()), new UUID(0, 0)).controlSocket();
        return longest.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
    }
}
