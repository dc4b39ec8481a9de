package org.vitrine.engine.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.vitrine.engine.linux.Fd;

/** A back end that keeps what is sent, and from which a test lets frames come. */
public final class TestNetwork implements NetBackend {
    /** What a frame asked for beside what is in it. */
    public record Sent(byte[] frame, int flags, int gsoType, int gsoSize) {}

    public final List<Sent> sent = new ArrayList<>();
    private final Queue<Coming> coming = new ArrayDeque<>();
    public Offload takes = Offload.NONE;
    /** What the interface has said that frames may ask for. */
    public ReceiveOffload offload = ReceiveOffload.NONE;

    private record Coming(byte[] frame, Consumer<FrameBuffer> asks) {}

    private boolean room = true;
    private Listener listener;

    @Override
    public void start(Listener newListener) {
        listener = newListener;
    }

    /** The descriptor that is to be watched, and for what. */
    public void watch(Fd fd, int readiness) {
        listener.watch(fd, readiness);
    }

    public void unwatch(Fd fd) {
        listener.unwatch(fd);
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    public void room(boolean there) {
        room = there;
        if (there) {
            listener.roomAgain();
        }
    }

    @Override
    public void send(FrameBuffer frame) {
        sent.add(new Sent(frame.toByteArray(), frame.flags(), frame.gsoType(), frame.gsoSize()));
    }

    /** The frames that were sent since this was last asked. */
    public List<byte[]> takeSent() {
        List<byte[]> taken = sent.stream().map(Sent::frame).toList();
        sent.clear();
        return taken;
    }

    public void deliver(byte[] frame) {
        deliver(frame, into -> {});
    }

    /** Lets a frame come of which something is still to be done. */
    public void deliver(byte[] frame, Consumer<FrameBuffer> asks) {
        coming.add(new Coming(frame, asks));
        listener.framesWaiting();
    }

    public int waiting() {
        return coming.size();
    }

    @Override
    public boolean receive(FrameBuffer into) {
        Coming next = coming.poll();
        if (next == null) {
            return false;
        }
        into.set(next.frame);
        next.asks.accept(into);
        return true;
    }

    @Override
    public Offload takes() {
        return takes;
    }

    @Override
    public void receives(ReceiveOffload newOffload) {
        offload = newOffload;
    }

    @Override
    public void close() {}
}
