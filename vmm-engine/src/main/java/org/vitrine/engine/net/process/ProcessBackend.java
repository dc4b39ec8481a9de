package org.vitrine.engine.net.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.FrameQueue;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.NetException;

/**
 * A network that a program carries. It is started in the background; what is sent meanwhile waits. When it ends by itself the interface is told, frames are lost, and {@link #ensureWorks}
 * starts it anew. One thread starts it and reads, another writes; neither keeps an interface waiting.
 */
public final class ProcessBackend implements NetBackend {
    private static final Logger LOG = System.getLogger(ProcessBackend.class.getName());

    private final NetworkProgram program;
    private final FrameQueue toGuest = new FrameQueue();
    private final FrameQueue fromGuest = new FrameQueue();
    private final Semaphore readable = new Semaphore(0);
    private final Semaphore writable = new Semaphore(0);
    private boolean starting = true;
    private boolean restarting;
    private NetworkProgram.@Nullable Running running;
    private @Nullable NetException failure;
    private volatile boolean closing;
    private volatile @Nullable Listener listener;

    /** Starts the program. */
    public ProcessBackend(NetworkProgram program) {
        this.program = program;
        startThread();
    }

    private void startThread() {
        Thread.ofPlatform().name(program.name()).daemon().start(this::run);
    }

    private void run() {
        NetException why;
        do {
            try (NetworkProgram.Running made = program.launch()) {
                if (!takeOver(made)) {
                    return;
                }
                why = carry(made);
            } catch (NetException e) {
                why = e;
            }
        } while (isRestarted());
        synchronized (this) {
            running = null;
            starting = false;
            failure = why;
            notifyAll();
        }
        tell(why);
    }

    private synchronized boolean isRestarted() {
        boolean restarted = restarting;
        restarting = false;
        return restarted && !closing;
    }

    private synchronized boolean takeOver(NetworkProgram.Running made) {
        if (closing) {
            return false;
        }
        running = made;
        starting = false;
        notifyAll();
        return true;
    }

    private NetException carry(NetworkProgram.Running made) {
        FrameStream stream = new FrameStream(made.frames());
        Thread writer =
                Thread.ofPlatform().name(program.name() + "-write").daemon().start(() -> write(made, stream));
        String reason = null;
        try {
            stream.readTo(this::deliver);
        } catch (IOException e) {
            reason = e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing) {
            writer.interrupt();
            return new NetException("closed");
        }
        // What it said last, or how it ended, tells more than that its socket is gone.
        String ending = made.ending();
        made.close();
        writer.interrupt();
        return new NetException(
                "A shared network carries nothing any more, as %s ended%s; switch its link on to start it again."
                        .formatted(
                                program.name(),
                                ending.isEmpty() ? reason == null ? "" : ": " + reason : ": " + ending));
    }

    private void tell(NetException why) {
        Listener told = listener;
        if (!closing && told != null) {
            told.failed(String.valueOf(why.getMessage()));
        }
    }

    private void deliver(byte[] frame) throws InterruptedException {
        while (!closing && !toGuest.hasRoom()) {
            readable.tryAcquire(1, TimeUnit.SECONDS);
        }
        Listener told = listener;
        if (toGuest.offer(frame) && told != null) {
            told.framesWaiting();
        }
    }

    private void write(NetworkProgram.Running to, FrameStream stream) {
        try {
            while (!closing && isCurrent(to)) {
                boolean any = stream.writeFrom(fromGuest::poll);
                Listener told = listener;
                if (fromGuest.takeRoomAgain() && told != null) {
                    told.roomAgain();
                }
                if (!any) {
                    writable.acquire();
                    writable.drainPermits();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} takes no frames: {1}", program.name(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isCurrent(NetworkProgram.Running other) {
        return running == other;
    }

    @Override
    public void start(Listener newListener) {
        listener = newListener;
        NetException failed;
        synchronized (this) {
            failed = failure;
        }
        if (failed != null) {
            tell(failed);
        }
        if (!toGuest.isEmpty()) {
            newListener.framesWaiting();
        }
    }

    /** Waits for the program; one that has ended is started anew. */
    @Override
    public void ensureWorks() throws NetException {
        boolean interrupted = false;
        synchronized (this) {
            if (failure != null && !starting && !closing) {
                failure = null;
                starting = true;
                startThread();
            }
            while (starting && !closing) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw new NetException(String.valueOf(failure.getMessage()), failure);
            }
        }
    }

    /** Ends the program and starts it anew; to the interface it is as if a cable were long for a moment. @throws NetException if it does not start */
    public void restart() throws NetException {
        synchronized (this) {
            NetworkProgram.Running ended = running;
            if (ended != null) {
                restarting = true;
                starting = true;
                running = null;
                ended.close();
            }
        }
        ensureWorks();
    }

    /** The program, if it runs. */
    public synchronized Optional<NetworkProgram.Running> running() {
        return Optional.ofNullable(running);
    }

    @Override
    public boolean hasRoom() {
        return fromGuest.hasRoom();
    }

    @Override
    public void send(FrameBuffer frame) {
        if (frame.length() >= FrameBuffer.MIN_FRAME
                && frame.length() <= FrameStream.LONGEST_FRAME
                && fromGuest.offer(frame.frame())) {
            writable.release();
        }
    }

    @Override
    public boolean receive(FrameBuffer into) {
        byte[] frame = toGuest.poll();
        if (frame == null) {
            return false;
        }
        into.set(frame);
        if (toGuest.takeRoomAgain()) {
            readable.release();
        }
        return true;
    }

    @Override
    public void close() {
        NetworkProgram.Running ended;
        synchronized (this) {
            closing = true;
            ended = running;
            notifyAll();
        }
        writable.release();
        readable.release();
        if (ended != null) {
            ended.close();
        }
    }
}
