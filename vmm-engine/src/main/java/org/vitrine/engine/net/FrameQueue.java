package org.vitrine.engine.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Finished frames on their way from one thread to another, first in first out, bounded in number and bytes. Any thread. */
public final class FrameQueue {
    /** What fits into a usual window of TCP for several connections. */
    public static final int FRAMES = 1024;

    private static final int MAX_BYTES = 4 << 20;
    /** A queue that was full is said to have room when this share of it is free. */
    private static final int FREE_SHARE = 4;

    private final Queue<byte[]> frames = new ArrayDeque<>();
    private int bytes;
    private boolean full;

    /**
     * Adds a frame.
     *
     * @return whether the queue was empty before
     */
    public boolean offer(MemorySegment frame) {
        byte[] copy = frame.toArray(ValueLayout.JAVA_BYTE);
        return offer(copy);
    }

    /** The same with a frame that nobody changes any more. */
    public synchronized boolean offer(byte[] frame) {
        if (!hasRoom()) {
            return false;
        }
        boolean first = frames.isEmpty();
        frames.add(frame);
        bytes += frame.length;
        return first;
    }

    /** Whether a frame would be taken; a false is remembered until {@link #poll} has said that there is room again. */
    public synchronized boolean hasRoom() {
        if (frames.size() >= FRAMES || bytes > MAX_BYTES - FrameBuffer.MAX_FRAME) {
            full = true;
        }
        return !full;
    }

    /** Takes the oldest frame; null if there is none. */
    public synchronized byte @Nullable [] poll() {
        byte[] frame = frames.poll();
        if (frame != null) {
            bytes -= frame.length;
        }
        return frame;
    }

    /** Whether there is room again after there was none; true once. */
    public synchronized boolean takeRoomAgain() {
        if (!full || frames.size() > FRAMES - FRAMES / FREE_SHARE || bytes > MAX_BYTES - MAX_BYTES / FREE_SHARE) {
            return false;
        }
        full = false;
        return true;
    }

    public synchronized boolean isEmpty() {
        return frames.isEmpty();
    }

    public synchronized void clear() {
        frames.clear();
        bytes = 0;
    }
}
