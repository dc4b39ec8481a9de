package org.vitrine.display.scanout;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.vitrine.display.link.DisplayServer;
import org.vitrine.display.link.Geometry;
import org.vitrine.display.link.RowSet;
import org.vitrine.engine.device.DeviceHost;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.linux.HostMemory;
import org.vitrine.engine.linux.LinuxException;
import org.vitrine.engine.memory.DirtyTracker;
import org.vitrine.engine.memory.MemoryRegion;

/**
 * Shows an adapter's picture to whoever looks. A thread of its own looks for changes at most 60 times a second, less
 * often while nothing moves, and sleeps for good while no viewer looks; only then is the video memory tracked.
 */
public final class ScanOut implements AutoCloseable {
    /** The adapter's registers, seen from here. Called without any lock of scan-out's. */
    public interface Source {
        /** A number that differs whenever {@link #mode} might. */
        int changes();

        /** What the registers set now; a new object at each call. */
        Mode mode();
    }

    private static final long SURFACE_BYTES = (long) Geometry.MAX_WIDTH * Mode.MAX_HEIGHT * 4;

    private static final long RETRY_NANOS = 1_000_000_000L;

    private final DeviceHost host;
    private final MemoryRegion vram;
    private final Source source;
    private final HostMemory surface = HostMemory.sharedSealed("vitrine display surface", SURFACE_BYTES);
    private final Painter painter = new Painter(surface.segment());
    private final Pace pace = new Pace();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final long[] pages;
    private final RowSet rows = new RowSet();
    private @Nullable DisplayServer server;
    private @Nullable Thread thread;
    private boolean audienceChanged;
    private boolean invalid;
    private boolean closed;

    public ScanOut(DeviceHost host, MemoryRegion vram, Source source) {
        this.host = host;
        this.vram = vram;
        this.source = source;
        this.pages = new long[DirtyTracker.wordsFor(vram)];
    }

    /**
     * Begins to take viewers in. Does nothing if that was done before.
     *
     * @throws LinuxException if the socket cannot be made
     */
    public void open(Path socket) {
        lock.lock();
        try {
            if (server == null && !closed) {
                server = DisplayServer.open(socket, vram.hostMemory(), surface, this::audienceChanged, host.log());
                thread = Thread.ofPlatform().daemon().name("display-scanout").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void audienceChanged() {
        lock.lock();
        try {
            audienceChanged = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Draws everything anew: the video memory was replaced without anybody being told. Any thread. */
    public void invalidate() {
        lock.lock();
        try {
            invalid = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What the screen shows now; blinking things are shown steadily ({@link Blink#STILL}). Any thread. */
    public Frame capture() {
        host.drainWrites();
        Mode mode = source.mode();
        int width = mode.width();
        int[] pixels = new int[width * mode.height()];
        RowSet all = new RowSet();
        all.add(0, mode.height());
        mode.draw(
                vram.segment(), Blink.STILL, all, (row, line) -> System.arraycopy(line, 0, pixels, row * width, width));
        return new Frame(width, mode.height(), pixels);
    }

    private void run() {
        DisplayServer viewers = java.util.Objects.requireNonNull(server);
        while (awaitAudience(viewers)) {
            try (DirtyTracker tracker = host.memory().track(vram)) {
                showWhileWatched(viewers, tracker);
            } catch (RuntimeException e) {
                host.log().log(Level.ERROR, "Scan-out stumbled and begins anew.", e);
                rest();
            }
        }
    }

    /** Sleeps until somebody looks; false once closed. */
    private boolean awaitAudience(DisplayServer viewers) {
        lock.lock();
        try {
            while (!closed && !viewers.isWatched()) {
                wake.awaitUninterruptibly();
            }
            invalid = true;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void showWhileWatched(DisplayServer viewers, DirtyTracker tracker) {
        int changes = source.changes();
        Mode mode = source.mode();
        Blink blink = Blink.STILL;
        boolean newcomers = true;
        while (viewers.isWatched()) {
            long began = System.nanoTime();
            host.drainWrites();
            rows.clear();
            boolean redraw = takeInvalid();
            int nowChanges = source.changes();
            if (nowChanges != changes) {
                // Read before the registers, so that a change in between is seen the next time.
                changes = nowChanges;
                mode = source.mode();
                redraw = true;
            }
            long nanos = host.clock().nanos();
            Blink nowBlink = mode.blinks() ? Blink.at(nanos) : Blink.STILL;
            redraw |= !nowBlink.equals(blink);
            blink = nowBlink;
            if (tracker.collect(pages)) {
                mode.addDamaged(pages, rows);
            }
            if (redraw) {
                rows.add(0, mode.height());
            }
            boolean moved = show(viewers, mode, blink, newcomers);
            pace.note(moved);
            long pause = mode.blinks() ? Math.min(pace.pauseNanos(), Blink.untilNext(nanos)) : pace.pauseNanos();
            long left = Math.max(pause, Pace.FASTEST_NANOS) - (System.nanoTime() - began);
            if (!sleep(Math.max(left, Pace.FASTEST_NANOS / 4))) {
                return;
            }
            newcomers = takeAudienceChanged();
        }
    }

    /** Draws and presents {@link #rows}; whether there was anything to present. */
    private boolean show(DisplayServer viewers, Mode mode, Blink blink, boolean newcomers) {
        if (rows.isEmpty() && !newcomers) {
            return false;
        }
        Geometry direct = mode.direct();
        if (direct != null && direct.fits(vram.size())) {
            painter.forget();
            viewers.present(direct, rows);
        } else {
            Geometry drawn = painter.paint(mode, vram.segment(), blink, rows);
            if (rows.isEmpty() && !newcomers) {
                return false;
            }
            viewers.present(drawn, rows);
        }
        return !rows.isEmpty();
    }

    private boolean takeInvalid() {
        lock.lock();
        try {
            boolean was = invalid;
            invalid = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    private boolean takeAudienceChanged() {
        lock.lock();
        try {
            boolean was = audienceChanged;
            audienceChanged = false;
            return was;
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps for a while, or until there is an audience or memory that is new; false once closed. */
    private boolean sleep(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed && !audienceChanged && !invalid) {
                left = wake.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps a second, or until closed, whatever else happens. */
    private void rest() {
        lock.lock();
        try {
            long left = RETRY_NANOS;
            while (left > 0 && !closed) {
                left = wake.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Disconnects the viewers and ends the thread. Closing twice is harmless. */
    @Override
    public void close() {
        Thread running;
        DisplayServer viewers;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            running = thread;
            viewers = server;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
        if (running != null) {
            join(running);
        }
        if (viewers != null) {
            viewers.close();
        }
        surface.close();
    }

    private static void join(Thread running) {
        boolean interrupted = false;
        while (true) {
            try {
                running.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
