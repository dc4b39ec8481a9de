package org.vitrine.engine.virtio.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.NetBackend;
import org.vitrine.engine.net.Offload;

/** A network that sends back what it is sent, of which it keeps little. */
final class EchoNetwork implements NetBackend {
    private static final int MOST = 16;

    /** Headers and frames. */
    private final Queue<byte[]> kept = new ArrayDeque<>();

    private final boolean unfinished;
    private Listener listener;

    /** @param unfinished whether frames that ask for a checksum or segments come, and go back, as they are */
    EchoNetwork(boolean unfinished) {
        this.unfinished = unfinished;
    }

    @Override
    public void start(Listener newListener) {
        listener = newListener;
    }

    @Override
    public boolean hasRoom() {
        return kept.size() < MOST;
    }

    @Override
    public void send(FrameBuffer frame) {
        if (hasRoom()) {
            kept.add(frame.memory()
                    .asSlice(0, FrameBuffer.HEADER + frame.length())
                    .toArray(ValueLayout.JAVA_BYTE));
            listener.framesWaiting();
        }
    }

    @Override
    public boolean receive(FrameBuffer into) {
        boolean full = !hasRoom();
        byte[] frame = kept.poll();
        if (frame == null) {
            return false;
        }
        into.length(frame.length - FrameBuffer.HEADER);
        MemorySegment.copy(frame, 0, into.memory(), ValueLayout.JAVA_BYTE, 0, frame.length);
        if (full) {
            listener.roomAgain();
        }
        return true;
    }

    @Override
    public Offload takes() {
        return unfinished ? Offload.ALL : Offload.NONE;
    }

    @Override
    public void close() {}
}
