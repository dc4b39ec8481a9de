package org.vitrine.app.model;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.qmp.QmpClient;

/** A VM process, started here or found. Its methods wait: not for the JavaFX thread. */
public final class MachineProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 10;
    private static final long ALIVE_POLL_MILLIS = 200;
    /** What a JVM says besides is of no use to the user. */
    private static final int FAILURE_LINES = 40;

    private final RuntimeDirectory directory;
    private final @Nullable ProcessHandle handle;
    private final @Nullable Process process;
    private final LogTail log;

    MachineProcess(RuntimeDirectory directory, @Nullable ProcessHandle handle, @Nullable Process process, LogTail log) {
        this.directory = directory;
        this.handle = handle;
        this.process = process;
        this.log = log;
    }

    /** A VM process that an earlier application started. */
    public static MachineProcess found(RuntimeDirectory directory) {
        return new MachineProcess(directory, null, null, LogTail.open(directory.log()));
    }

    public UUID uuid() {
        return directory.uuid();
    }

    public RuntimeDirectory directory() {
        return directory;
    }

    /**
     * Connects to its control socket; waits for it if the process has just begun.
     *
     * @throws Refusal if the process ends before it answers, or never does
     */
    public QmpClient connect() throws Refusal, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            boolean alive = isAlive();
            try {
                if (java.nio.file.Files.exists(directory.controlSocket())) {
                    return QmpClient.connect(directory.controlSocket());
                }
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw Refusal.inWords(Refusal.Cause.GUEST, String.valueOf(e.getMessage()));
                }
            }
            if (!alive) {
                throw failure(awaitEnd());
            }
            if (System.nanoTime() - deadline > 0) {
                throw Refusal.of(Refusal.Cause.GUEST, "machine.silent");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Whether the process lives. */
    public boolean isAlive() {
        return process != null ? process.isAlive() : directory.isAlive();
    }

    /**
     * Waits for the process to end.
     *
     * @return its exit code; empty if it was not started here, since only a parent is told
     */
    public OptionalInt awaitEnd() throws InterruptedException {
        if (process != null) {
            return OptionalInt.of(process.waitFor());
        }
        while (directory.isAlive()) {
            Thread.sleep(ALIVE_POLL_MILLIS);
        }
        return OptionalInt.empty();
    }

    /** Waits a while for the end. @return false if the process still lives */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        if (process != null) {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (directory.isAlive()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(ALIVE_POLL_MILLIS);
        }
        return true;
    }

    /** Why a process that has ended did so, in its own last words where it left some. */
    public Refusal failure(OptionalInt exitCode) {
        List<String> words = log.lines(FAILURE_LINES);
        return VmExit.explain(exitCode, words);
    }

    /** Kills the process if it was started here. */
    public void kill() {
        if (handle != null) {
            handle.destroyForcibly();
        }
    }

    /** Removes what the process left, once it has ended. */
    public void sweep() throws IOException {
        if (!directory.isAlive()) {
            directory.delete();
        }
    }

    /** Lets go of the process, which runs on. */
    @Override
    public void close() {
        log.close();
    }
}
