package org.vitrine.app.model.library;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Notices what happens in the folder of machines and right below it (inotify). */
final class LibraryWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LibraryWatch.class.getName());
    /** What happens at once is told once. */
    private static final long SETTLE_MILLIS = 50;

    private static final Set<String> TELLING = Set.of("machine.json", "saved", "history.json", "last.png");

    private final WatchService service;
    private final Consumer<UUID> changed;
    private final Runnable unsure;
    private final Map<WatchKey, UUID> followed = new ConcurrentHashMap<>();

    private LibraryWatch(WatchService service, Consumer<UUID> changed, Runnable unsure) {
        this.service = service;
        this.changed = changed;
        this.unsure = unsure;
    }

    /** @param changed is told of a machine's folder that has come, gone or changed @param unsure is told that anything may have */
    static LibraryWatch begin(Path root, Consumer<UUID> changed, Runnable unsure) throws IOException {
        WatchService service = root.getFileSystem().newWatchService();
        LibraryWatch watch = new LibraryWatch(service, changed, unsure);
        root.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                MachineFolder.uuidOf(folder).ifPresent(uuid -> watch.follow(new MachineFolder(folder)));
            }
        }
        Thread.ofPlatform().daemon().name("library-watch").start(watch::run);
        return watch;
    }

    /** Notices what changes in a machine's folder as well. */
    void follow(MachineFolder folder) {
        try {
            WatchKey key = folder.path()
                    .register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_DELETE,
                            StandardWatchEventKinds.ENTRY_MODIFY);
            followed.put(key, folder.uuid());
        } catch (IOException | ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "{0} is not watched: {1}", folder.path(), e.getMessage());
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.take();
                Thread.sleep(SETTLE_MILLIS);
                for (WatchEvent<?> event : key.pollEvents()) {
                    tell(key, event);
                }
                if (!key.reset()) {
                    followed.remove(key);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "No longer watching", e);
        }
    }

    private void tell(WatchKey key, WatchEvent<?> event) {
        if (!(event.context() instanceof Path name)) {
            // Too much happened at once: the kernel has lost count.
            unsure.run();
            return;
        }
        UUID uuid = followed.get(key);
        if (uuid == null) {
            MachineFolder.uuidOf(name).ifPresent(changed);
        } else if (TELLING.contains(name.toString())) {
            changed.accept(uuid);
        }
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "The watch was not closed", e);
        }
    }
}
