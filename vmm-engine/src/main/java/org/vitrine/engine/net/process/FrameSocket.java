package org.vitrine.engine.net.slirp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vitrine.engine.linux.StreamSocket;
import org.vitrine.engine.net.FrameBuffer;

/**
 * The guest's end of a network: frames on a stream socket, each behind its length in 32 bits, in network order. Frames are read where they lie; what the socket does not take is kept, and
 * beyond that lost. One thread; never waits.
 */
final class GuestSocket {
    /** Is given a frame by its address, which is good until it returns. */
    @FunctionalInterface
    interface Input {
        void frame(long address, int length);
    }

    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long IN = 4L * FrameBuffer.MAX_FRAME;
    private static final long OUT = 1 << 20;
    /** More is kept only of what comes anyway. */
    private static final long BEHIND = 1 << 17;

    private final StreamSocket socket;
    private final MemorySegment in = Arena.ofAuto().allocate(IN, Long.BYTES);
    private final MemorySegment out = Arena.ofAuto().allocate(OUT, Long.BYTES);
    private long inEnd;
    private long outStart;
    private long outEnd;
    private boolean gone;

    GuestSocket(StreamSocket socket) {
        this.socket = socket;
    }

    int descriptor() {
        return socket.descriptor();
    }

    /** Whether so much waits for the socket that nothing should be added. */
    boolean isBehind() {
        return outEnd - outStart > BEHIND;
    }

    /** Reads once what is there. @return false at the end, or if it makes no sense */
    boolean readTo(Input input) {
        int count = socket.read(in.asSlice(inEnd));
        if (count < 0) {
            return false;
        }
        inEnd += count;
        long at = 0;
        while (inEnd - at >= LENGTH.byteSize()) {
            int length = in.get(LENGTH, at);
            if (length < 0 || length > FrameBuffer.MAX_FRAME) {
                return false;
            }
            if (inEnd - at - LENGTH.byteSize() < length) {
                break;
            }
            input.frame(in.address() + at + LENGTH.byteSize(), length);
            at += LENGTH.byteSize() + length;
        }
        MemorySegment.copy(in, at, in, 0, inEnd - at);
        inEnd -= at;
        return true;
    }

    /** Adds a frame for the guest, to be flushed; what there is no room for is lost. */
    void put(MemorySegment frame) {
        long length = frame.byteSize();
        if (length > FrameBuffer.MAX_FRAME) {
            return;
        }
        if (OUT - outEnd < LENGTH.byteSize() + length) {
            flush();
        }
        if (OUT - outEnd >= LENGTH.byteSize() + length) {
            out.set(LENGTH, outEnd, (int) length);
            MemorySegment.copy(frame, 0, out, outEnd + LENGTH.byteSize(), length);
            outEnd += LENGTH.byteSize() + length;
        }
    }

    /** Gives the socket what it takes. @return false if the other side is gone */
    boolean flush() {
        while (outStart < outEnd && !gone) {
            int count = socket.write(out.asSlice(outStart, outEnd - outStart));
            if (count <= 0) {
                gone = count < 0;
                break;
            }
            outStart += count;
        }
        MemorySegment.copy(out, outStart, out, 0, outEnd - outStart);
        outEnd -= outStart;
        outStart = 0;
        return !gone;
    }
}
