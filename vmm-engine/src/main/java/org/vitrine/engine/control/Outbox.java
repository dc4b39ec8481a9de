package org.vitrine.engine.control;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits to be sent to one client, bounded by bytes. Any thread. */
final class Outbox {
    private final long limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> lines = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** @param limit bytes that may wait; a single longer line is taken into an empty box */
    Outbox(long limit) {
        this.limit = limit;
    }

    /** Adds a line at once. @return false if it is full or closed */
    boolean offer(byte[] line) {
        lock.lock();
        try {
            if (closed || isFullFor(line)) {
                return false;
            }
            add(line);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a line as soon as there is room. @return false if it is closed */
    boolean put(byte[] line) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && isFullFor(line)) {
                changed.await();
            }
            if (closed) {
                return false;
            }
            add(line);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next line, waited for; empty if the box is closed and has none. */
    Optional<byte[]> take() throws InterruptedException {
        lock.lock();
        try {
            while (lines.isEmpty() && !closed) {
                changed.await();
            }
            byte[] line = lines.poll();
            if (line != null) {
                bytes -= line.length;
                changed.signalAll();
            }
            return Optional.ofNullable(line);
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more lines; those in it can still be taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFullFor(byte[] line) {
        return !lines.isEmpty() && bytes + line.length > limit;
    }

    private void add(byte[] line) {
        lines.add(line);
        bytes += line.length;
        changed.signalAll();
    }
}
