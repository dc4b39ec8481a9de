package org.vitrine.engine.net.process;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.linux.Epoll;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Offload;
import org.vitrine.engine.net.ReceiveOffload;

/**
 * A network that a program carries. It is started in the background; what is sent meanwhile waits with the interface. When it ends by itself the interface is told, frames are lost, and
 * {@link #ensureWorks} starts it anew. A thread starts it and waits for its end; frames are read and written by the interface's, which this never keeps waiting.
 */
public final class ProcessBackend implements NetBackend {
    private final NetworkProgram program;
    private boolean starting = true;
    private boolean restarting;
    private NetworkProgram.@Nullable Running running;
    /** Frames of what runs. Who reads and writes has this object's monitor, so that the descriptor is not closed meanwhile. */
    private @Nullable FrameSocket frames;

    /** Whether the interface is to hear when there is room. */
    private boolean waitsForRoom;

    private @Nullable NetException failure;
    private volatile ReceiveOffload offload = ReceiveOffload.NONE;
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
                String ending = made.ending();
                letGo();
                why = ended(ending);
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
        frames = new FrameSocket(made.frames());
        notifyAll();
        Listener told = listener;
        if (told != null) {
            show(frames, told);
        }
        return true;
    }

    private static void show(FrameSocket frames, Listener to) {
        to.watch(frames.descriptor(), Epoll.IN);
        to.framesWaiting();
        to.roomAgain();
    }

    private synchronized void letGo() {
        FrameSocket last = frames;
        Listener told = listener;
        if (last != null && told != null) {
            told.unwatch(last.descriptor());
        }
        frames = null;
        waitsForRoom = false;
    }

    private NetException ended(String ending) {
        return new NetException(
                "A shared network carries nothing any more, as %s ended%s; switch its link on to start it again."
                        .formatted(program.name(), ending.isEmpty() ? "" : ": " + ending));
    }

    private void tell(NetException why) {
        Listener told = listener;
        if (!closing && told != null) {
            told.failed(String.valueOf(why.getMessage()));
            // What waited is lost now.
            told.roomAgain();
        }
    }

    @Override
    public void start(Listener newListener) {
        NetException failed;
        synchronized (this) {
            listener = newListener;
            failed = failure;
            if (frames != null) {
                show(frames, newListener);
            }
        }
        if (failed != null) {
            tell(failed);
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
                letGo();
                ended.end();
            }
        }
        ensureWorks();
    }

    /** The program, if it runs. */
    public synchronized Optional<NetworkProgram.Running> running() {
        return Optional.ofNullable(running);
    }

    @Override
    public Offload takes() {
        return program.takes();
    }

    @Override
    public synchronized boolean hasRoom() {
        FrameSocket to = frames;
        if (to == null) {
            return !starting;
        }
        if (to.isBehind()) {
            flush();
        }
        return !to.isBehind() || to.isGone();
    }

    @Override
    public synchronized void send(FrameBuffer frame) {
        FrameSocket to = frames;
        if (to != null && frame.length() >= FrameBuffer.MIN_FRAME) {
            to.put(frame.memory(), FrameBuffer.HEADER, frame.length());
        }
    }

    @Override
    public synchronized void flush() {
        FrameSocket to = frames;
        if (to == null || !to.isPending()) {
            return;
        }
        to.flush();
        endIfGone(to);
        Listener told = listener;
        if (to.isPending() != waitsForRoom && told != null) {
            waitsForRoom = to.isPending();
            told.watch(to.descriptor(), waitsForRoom ? Epoll.IN | Epoll.OUT : Epoll.IN);
        }
    }

    @Override
    public synchronized boolean receive(FrameBuffer into) {
        FrameSocket from = frames;
        if (from == null) {
            return false;
        }
        int length = from.next();
        while (length < 0 && from.read()) {
            length = from.next();
        }
        if (length < 0) {
            endIfGone(from);
            return false;
        }
        into.set(from.memory(), from.offset(), length);
        into.vouchForChecksums();
        Coalescing segments = Coalescing.of(into, offload);
        if (segments != null) {
            takeSegments(segments, from);
        }
        return true;
    }

    private static void takeSegments(Coalescing segments, FrameSocket from) {
        for (int length = from.peek();
                length >= 0 && segments.add(from.memory(), from.offset(), length);
                length = from.peek()) {
            from.next();
        }
        segments.finish();
    }

    @Override
    public void receives(ReceiveOffload newOffload) {
        offload = newOffload;
    }

    /** A program that goes on without its socket, or sends what makes no sense, is ended. */
    private void endIfGone(FrameSocket socket) {
        NetworkProgram.Running now = running;
        if (socket.isGone() && now != null) {
            now.end();
        }
    }

    @Override
    public synchronized void close() {
        closing = true;
        NetworkProgram.Running ended = running;
        letGo();
        notifyAll();
        if (ended != null) {
            ended.end();
        }
    }
}
