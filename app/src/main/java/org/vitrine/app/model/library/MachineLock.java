package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.app.model.Refusal;

/**
 * The right to change or start a machine that no process runs: one holder at a time, in this application and all others. The kernel takes it from
 * whoever dies. It is given up by the thread that took it.
 */
final class MachineLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;
    /** A process's file locks do not keep its own threads apart. */
    private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

    private final ReentrantLock here;
    private final FileChannel channel;

    private MachineLock(ReentrantLock here, FileChannel channel) {
        this.here = here;
        this.channel = channel;
    }

    /** Waits a while for the right. @throws Refusal if somebody else keeps it, or the folder cannot be written */
    static MachineLock take(MachineFolder folder) throws Refusal, InterruptedException {
        return take(folder, PATIENCE);
    }

    static MachineLock take(MachineFolder folder, Duration patience) throws Refusal, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        ReentrantLock here = HERE.computeIfAbsent(folder.path(), path -> new ReentrantLock());
        if (!here.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw Refusal.of(Refusal.Cause.INPUT, "library.busy");
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                for (FileLock lock = channel.tryLock(); lock == null; lock = channel.tryLock()) {
                    if (System.nanoTime() - deadline > 0) {
                        throw Refusal.of(Refusal.Cause.INPUT, "library.busy");
                    }
                    Thread.sleep(POLL_MILLIS);
                }
                taken = true;
                return new MachineLock(here, channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, folder.path());
        } finally {
            if (!taken) {
                here.unlock();
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(MachineLock.class.getName())
                    .log(System.Logger.Level.WARNING, "A lock was not given up: {0}", e.getMessage());
        } finally {
            here.unlock();
        }
    }
}
