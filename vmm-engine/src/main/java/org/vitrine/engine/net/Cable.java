package org.vitrine.engine.net;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.linux.Fd;

/**
 * What a network interface has in its socket: it leads to a back end, can be pulled, be thin, and be listened at. Finishes what a frame asks for where the back end
 * cannot.
 */
public final class Cable implements AutoCloseable {
    /** The interface. Called from any thread; never waits. */
    public interface Listener extends NetBackend.Listener {
        void linkChanged();
    }

    private static final Listener NOBODY = new Listener() {
        @Override
        public void framesWaiting() {}

        @Override
        public void roomAgain() {}

        @Override
        public void linkChanged() {}
    };

    private final NetBackend backend;
    private final LongSupplier clock;
    private final Segmentation segmentation = new Segmentation();
    private final Segmentation.Output output = this::put;
    private final LongAdder framesSent = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder framesReceived = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();
    private volatile Listener listener = NOBODY;
    private volatile boolean link = true;
    private volatile boolean broken;
    private volatile @Nullable TokenBucket sending;
    private volatile @Nullable TokenBucket receiving;
    private volatile @Nullable PacketCapture capture;
    /** What the back end wants to have watched, for the interface that comes. */
    private @Nullable Fd watched;

    private int watchedFor;

    /** @param backend is started, and closed with this */
    public Cable(NetBackend backend) {
        this(backend, why -> {});
    }

    /** @param backend is started, and closed with this @param failures hears in one sentence each why the back end carries nothing any more; on any thread */
    public Cable(NetBackend backend, Consumer<String> failures) {
        this(backend, failures, System::nanoTime);
    }

    Cable(NetBackend backend, Consumer<String> failures, LongSupplier clock) {
        this.backend = backend;
        this.clock = clock;
        backend.start(new NetBackend.Listener() {
            @Override
            public void framesWaiting() {
                listener.framesWaiting();
            }

            @Override
            public void roomAgain() {
                listener.roomAgain();
            }

            @Override
            public void watch(Fd fd, int readiness) {
                Cable.this.watch(fd, readiness);
            }

            @Override
            public void unwatch(Fd fd) {
                Cable.this.unwatch(fd);
            }

            @Override
            public void failed(String why) {
                broken = true;
                listener.linkChanged();
                failures.accept(why);
            }
        });
    }

    private synchronized void watch(Fd fd, int readiness) {
        watched = fd;
        watchedFor = readiness;
        listener.watch(fd, readiness);
    }

    private synchronized void unwatch(Fd fd) {
        watched = null;
        listener.unwatch(fd);
    }

    /** Puts it into an interface. */
    public synchronized void attach(Listener newListener) {
        listener = newListener;
        if (watched != null) {
            newListener.watch(watched, watchedFor);
        }
        newListener.framesWaiting();
    }

    /** Takes it out of the interface, which is told of nothing any more. */
    public synchronized void detach() {
        listener = NOBODY;
        backend.receives(ReceiveOffload.NONE);
    }

    /** Says what frames may ask for that are received. */
    public void receives(ReceiveOffload offload) {
        backend.receives(offload);
    }

    public NetBackend backend() {
        return backend;
    }

    /** Whether the interface sees a partner at the other end. Any thread. */
    public boolean link() {
        return link && !broken;
    }

    /** Plugs the cable in or pulls it. Any thread. */
    public void link(boolean up) {
        if (link != up) {
            link = up;
            listener.linkChanged();
            if (up) {
                listener.framesWaiting();
            }
        }
    }

    /** Starts the back end anew if it has failed. Any thread; waits for it. @throws NetException if it fails again */
    public void repair() throws NetException {
        if (broken) {
            // Before, so that another failure right then is not overlooked.
            broken = false;
            backend.ensureWorks();
            listener.linkChanged();
            listener.framesWaiting();
        }
    }

    /** @param kilobits 1000 bits a second in each direction; null for no limit */
    public void limit(@Nullable Integer kilobits) {
        sending = kilobits == null ? null : new TokenBucket(kilobits, clock);
        receiving = kilobits == null ? null : new TokenBucket(kilobits, clock);
        listener.roomAgain();
        listener.framesWaiting();
    }

    /** Records what goes through from now on. @param file is replaced; null ends it @throws NetException if it cannot be written */
    public synchronized void capture(@Nullable Path file) throws NetException {
        PacketCapture before = capture;
        capture = file == null ? null : new PacketCapture(file);
        if (before != null) {
            before.close();
        }
    }

    /** Where frames are recorded. */
    public Optional<Path> capture() {
        return Optional.ofNullable(capture).map(PacketCapture::file);
    }

    /** Whether the next frame would be taken. After a false {@link Listener#roomAgain} comes. */
    public boolean hasRoom() {
        if (!link()) {
            return true;
        }
        TokenBucket bucket = sending;
        long delay = bucket == null ? 0 : bucket.delay();
        if (delay > 0) {
            later(delay, () -> listener.roomAgain());
            return false;
        }
        return backend.hasRoom();
    }

    private static void later(long nanos, Runnable action) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run)
                .execute(action);
    }

    /**
     * Sends a frame, which may still ask for a checksum or for segments. One thread at a time.
     *
     * @param frame is changed
     * @return false if it asks for what cannot be
     */
    public boolean send(FrameBuffer frame) {
        if (!link()) {
            return true;
        }
        Offload left = backend.takes();
        if (left == Offload.ALL) {
            put(frame);
            return true;
        }
        return segmentation.finish(frame, left == Offload.SEGMENTS, output);
    }

    /** What was sent goes now. After a burst. */
    public void flush() {
        backend.flush();
    }

    private void put(FrameBuffer frame) {
        TokenBucket bucket = sending;
        if (bucket != null) {
            bucket.take(frame.length());
        }
        framesSent.increment();
        bytesSent.add(frame.length());
        record(frame);
        backend.send(frame);
    }

    private void record(FrameBuffer frame) {
        PacketCapture now = capture;
        if (now != null) {
            now.record(frame);
        }
    }

    /** Takes the next frame from the other end. One thread at a time. @return false if there is none now */
    public boolean receive(FrameBuffer into) {
        TokenBucket bucket = receiving;
        long delay = bucket == null ? 0 : bucket.delay();
        if (delay > 0) {
            later(delay, () -> listener.framesWaiting());
            return false;
        }
        while (backend.receive(into)) {
            // What comes to a cable that is pulled is lost.
            if (link()) {
                if (bucket != null) {
                    bucket.take(into.length());
                }
                framesReceived.increment();
                bytesReceived.add(into.length());
                record(into);
                return true;
            }
        }
        return false;
    }

    /** Forgets the frames that wait: they are for a guest that is no more. While the interface is paused. */
    public void drain() {
        FrameBuffer lost = new FrameBuffer();
        for (int i = 0; i < FrameQueue.FRAMES && backend.receive(lost); i++) {
            lost.clear();
        }
    }

    /** What went through since it was made. */
    public record Usage(long framesSent, long bytesSent, long framesReceived, long bytesReceived) {}

    /** Any thread. */
    public Usage usage() {
        return new Usage(framesSent.sum(), bytesSent.sum(), framesReceived.sum(), bytesReceived.sum());
    }

    @Override
    public void close() {
        listener = NOBODY;
        backend.close();
        PacketCapture now = capture;
        if (now != null) {
            now.close();
        }
    }
}
