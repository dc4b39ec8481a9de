package org.vitrine.engine.flash;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.linux.DurableFile;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * The file behind a flash that its guest can change.
 *
 * <p>Firmware relies on the order in which it programs: it marks a variable valid after it has written it, and keeps a copy of what it is about to
 * erase. So the file is never changed in part. A worker takes the whole content at one moment, in which the guest waits for a copy of half a
 * MiB within memory, writes it beside the file, flushes it and renames it: whatever is killed or loses power when, the file
 * is what the flash really held at some moment. That moment is the last at which the guest had changed all it wanted to and read its array again, save
 * for the milliseconds that the worker takes; while it writes, further changes are gathered for its next turn. Whoever stops the guest (a reset,
 * a power-off, a pause, a snapshot) waits for the worker, so that nothing is missing then.
 *
 * <p>When the host refuses, the machine is to pause; {@link #resume} tries again. Any thread.
 */
public final class FlashFile implements AutoCloseable {
    /** Fills a buffer with the flash's content at one moment. */
    @FunctionalInterface
    public interface Content {
        void copyTo(MemorySegment into);
    }

    private final byte[] buffer;
    private final Consumer<IOException> failures;
    private final CommandWorker worker;
    private Path file;
    private Content content = into -> {};
    private boolean changed;
    private boolean writing;
    private boolean failed;

    /**
     * @param size bytes of the flash
     * @param failures hears, on the worker, that the file cannot be written, once until {@link #resume}; sees to it that the machine pauses
     * @param workers makes the worker
     */
    public FlashFile(Path file, int size, Consumer<IOException> failures, CommandWorker.Factory workers) {
        this.file = file;
        this.buffer = new byte[size];
        this.failures = failures;
        this.worker = workers.make(this::step);
    }

    /** The content is another than before. Never waits. */
    public void changed() {
        synchronized (this) {
            changed = true;
        }
        worker.kick();
    }

    private boolean step() {
        Path target;
        Content from;
        synchronized (this) {
            if (!changed || failed) {
                return false;
            }
            changed = false;
            writing = true;
            target = file;
            from = content;
        }
        IOException failure = null;
        try {
            from.copyTo(MemorySegment.ofArray(buffer));
            DurableFile.write(target, buffer);
        } catch (IOException e) {
            failure = e;
        }
        synchronized (this) {
            writing = false;
            if (failure != null) {
                changed = true;
                failed = true;
            }
            notifyAll();
        }
        if (failure != null) {
            failures.accept(failure);
        }
        return true;
    }

    /** Waits until everything is in the file, or the host has refused. @return whether everything is */
    public synchronized boolean awaitWritten() {
        Uninterruptible.await(this, () -> !writing && (!changed || failed));
        return !changed;
    }

    /** Begins to keep a flash, or goes on, and tries again what the host refused. */
    public void resume(Content of) {
        synchronized (this) {
            content = of;
            failed = false;
        }
        worker.start();
        worker.kick();
    }

    /** Keeps the flash in another file, which holds what the flash holds now. Only after {@link #awaitWritten}, and before the guest changes it again. */
    public synchronized void moveTo(Path other) {
        file = other;
        changed = false;
        failed = false;
    }

    /** Where the flash is kept. */
    public synchronized Path file() {
        return file;
    }

    /** Writes what has not been written, and ends. */
    @Override
    public void close() {
        awaitWritten();
        worker.close();
    }
}
