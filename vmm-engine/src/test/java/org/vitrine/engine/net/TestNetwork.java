package org.vitrine.engine.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A back end that keeps what is sent, and from which a test lets frames come. */
public final class TestNetwork implements NetBackend {
    /** What a frame asked for beside what is in it. */
    public record Sent(byte[] frame, int flags, int gsoType, int gsoSize) {}

    public final List<Sent> sent = new ArrayList<>();
    private final Queue<byte[]> coming = new ArrayDeque<>();
    public boolean unfinished;
    private boolean room = true;
    private Listener listener;

    @Override
    public void start(Listener newListener) {
        listener = newListener;
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
        coming.add(frame);
        listener.framesWaiting();
    }

    public int waiting() {
        return coming.size();
    }

    @Override
    public boolean receive(FrameBuffer into) {
        byte[] frame = coming.poll();
        if (frame == null) {
            return false;
        }
        into.set(frame);
        return true;
    }

    @Override
    public boolean takesUnfinished() {
        return unfinished;
    }

    @Override
    public void close() {}
}
