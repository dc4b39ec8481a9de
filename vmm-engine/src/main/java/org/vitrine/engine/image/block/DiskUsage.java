package org.vitrine.engine.image.block;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what a guest has read from and written to a disk since the disk was attached. Any thread; counting takes no lock and allocates nothing. */
public final class DiskUsage {
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytesWritten = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong flushes = new AtomicLong();

    /** Requests that succeeded, and their bytes; zeroes count as writes, discards not at all. */
    public record Totals(long bytesRead, long reads, long bytesWritten, long writes, long flushes) {}

    void read(long bytes) {
        bytesRead.getAndAdd(bytes);
        reads.getAndIncrement();
    }

    void written(long bytes) {
        bytesWritten.getAndAdd(bytes);
        writes.getAndIncrement();
    }

    void flushed() {
        flushes.getAndIncrement();
    }

    /** The counts of about now: while requests end, one may be in its number and not yet in its bytes. */
    public Totals totals() {
        return new Totals(bytesRead.get(), reads.get(), bytesWritten.get(), writes.get(), flushes.get());
    }
}
