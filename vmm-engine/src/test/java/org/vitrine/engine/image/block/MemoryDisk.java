package org.vitrine.engine.image.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory for tests of controllers. It carries a request out on the thread that asks, unless the test holds requests back; paused, it forgets
 * those, as {@link DiskBackend} says.
 */
public final class MemoryDisk implements DiskBackend {
    private record Held(String what, Runnable action) {}

    private final String id;
    private volatile byte[] content;
    private final boolean readOnly;
    private final List<Held> held = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private boolean holding;
    private boolean paused;
    private boolean writeCache = true;
    private boolean discards = true;
    private @Nullable IOException nextFailure;

    /** Byte n of the content is n modulo 251. */
    public MemoryDisk(String id, int sectors, boolean readOnly) {
        this.id = id;
        this.readOnly = readOnly;
        content = new byte[sectors * 512];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 251);
        }
    }

    public MemoryDisk(String id, int sectors) {
        this(id, sectors, false);
    }

    /** Makes it longer, with zeroes. */
    public synchronized void grow(int sectors) {
        content = Arrays.copyOf(content, sectors * 512);
    }

    public synchronized byte[] content(int from, int length) {
        return Arrays.copyOfRange(content, from, from + length);
    }

    /** What was asked for since this was last called, in order, such as {@code "write 512+1024 durable"}. */
    public synchronized List<String> takeLog() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    /** From now on requests wait for {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    /** What waits, as in the log. */
    public synchronized List<String> held() {
        return held.stream().map(Held::what).toList();
    }

    /** Carries out what waits, and from now on everything at once. */
    public void release() {
        synchronized (this) {
            holding = false;
        }
        while (!held().isEmpty()) {
            release(0);
        }
    }

    /** Carries out one of those that wait. */
    public void release(int index) {
        Runnable action;
        synchronized (this) {
            action = held.remove(index).action;
        }
        action.run();
    }

    /** The next request fails, and the guest is to hear of it. */
    public synchronized void failNext(IOException failure) {
        nextFailure = failure;
    }

    public synchronized void setWriteCache(boolean present) {
        writeCache = present;
    }

    public synchronized void setDiscards(boolean taken) {
        discards = taken;
    }

    @Override
    public synchronized boolean takesDiscards() {
        return discards;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public boolean isReadOnly() {
        return readOnly;
    }

    @Override
    public synchronized boolean hasWriteCache() {
        return writeCache;
    }

    @Override
    public void read(long position, Buffers into, BlockQueue.Completion done) {
        request(
                "read %d+%d".formatted(position, into.byteSize()),
                () -> into.copyFrom(MemorySegment.ofArray(content).asSlice(position, into.byteSize())),
                done);
    }

    @Override
    public void write(long position, Buffers from, boolean durable, BlockQueue.Completion done) {
        request(
                "write %d+%d%s".formatted(position, from.byteSize(), durable ? " durable" : ""),
                () -> from.copyTo(MemorySegment.ofArray(content).asSlice(position, from.byteSize())),
                done);
    }

    @Override
    public void writeZeroes(long position, long length, boolean durable, BlockQueue.Completion done) {
        request(
                "zero %d+%d%s".formatted(position, length, durable ? " durable" : ""),
                () -> clear(position, length),
                done);
    }

    @Override
    public void discard(long position, long length, BlockQueue.Completion done) {
        request("discard %d+%d".formatted(position, length), () -> clear(position, length), done);
    }

    private void clear(long position, long length) {
        Objects.checkFromIndexSize(position, length, content.length);
        Arrays.fill(content, (int) position, (int) (position + length), (byte) 0);
    }

    @Override
    public void flush(BlockQueue.Completion done) {
        request("flush", () -> {}, done);
    }

    private void request(String what, Runnable effect, BlockQueue.Completion done) {
        synchronized (this) {
            log.add(what);
            if (holding || paused) {
                held.add(new Held(what, () -> carryOut(effect, done)));
                return;
            }
        }
        carryOut(effect, done);
    }

    private void carryOut(Runnable effect, BlockQueue.Completion done) {
        IOException failure;
        synchronized (this) {
            failure = nextFailure;
            nextFailure = null;
            if (failure == null) {
                effect.run();
            }
        }
        done.completed(failure);
    }

    @Override
    public synchronized void requestPause() {
        paused = true;
    }

    @Override
    public synchronized void awaitPaused() {
        held.clear();
    }

    @Override
    public synchronized void resume() {
        paused = false;
    }
}
