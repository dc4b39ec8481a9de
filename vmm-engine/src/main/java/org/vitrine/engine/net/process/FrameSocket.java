package org.vitrine.engine.net.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.StreamSocket;
import org.vitrine.engine.net.FrameBuffer;

/**
 * Frames on a stream socket, each behind its length in 32 bits, in network order. Frames are read where they lie; what the socket does not take is kept, and
 * beyond that lost. One thread; never waits.
 */
public final class FrameSocket {
    /** Longer ones are sent by nobody. */
    static final int LONGEST_FRAME = 65_535;

    /**
     * Bytes that the kernel takes as one piece or not at all (unix_stream_sendmsg: UNIX_SKB_FRAGS_SZ). A piece is whole frames: passt of 2023 loses its place where a read ends within
     * the length of one.
     */
    private static final int PIECE = 32 << 10;

    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long IN = 4L * FrameBuffer.MAX_FRAME;
    private static final long OUT = 1 << 20;
    /** More is kept only of what comes anyway. */
    private static final long BEHIND = 1 << 17;

    private final StreamSocket socket;
    private final MemorySegment in = Arena.ofAuto().allocate(IN, Long.BYTES);
    private final MemorySegment out = Arena.ofAuto().allocate(OUT, Long.BYTES);
    /** Where the first frame that was not given yet begins, and where what was read ends. */
    private long inStart;

    private long inEnd;
    private long frame;
    private long outStart;
    private long outEnd;
    /** Where the frame begins of which {@link #outStart} is a part. */
    private long outFrame;

    private boolean gone;

    /** @param socket stays its owner's */
    public FrameSocket(StreamSocket socket) {
        this.socket = socket;
    }

    /** For whoever waits for it. */
    public Fd descriptor() {
        return socket.descriptor();
    }

    /** Whether the other side is gone, or sends what makes no sense. */
    public boolean isGone() {
        return gone;
    }

    /** Whether so much waits for the socket that nothing should be added. */
    public boolean isBehind() {
        return outEnd - outStart > BEHIND;
    }

    /** Whether something waits for the socket. */
    public boolean isPending() {
        return outStart < outEnd;
    }

    /** As {@link #peek}, but the frame is not the next one any more. */
    public int next() {
        int length = peek();
        if (length >= 0) {
            inStart = frame + length;
        }
        return length;
    }

    /**
     * The next frame that is here as a whole, in {@link #memory} at {@link #offset} until the next {@link #read}.
     *
     * @return its bytes, or -1
     */
    public int peek() {
        if (gone || inEnd - inStart < LENGTH.byteSize()) {
            return -1;
        }
        int length = in.get(LENGTH, inStart);
        if (length < 0 || length > FrameBuffer.MAX_FRAME) {
            gone = true;
            return -1;
        }
        if (inEnd - inStart - LENGTH.byteSize() < length) {
            return -1;
        }
        frame = inStart + LENGTH.byteSize();
        return length;
    }

    /** Where the frames are that come. */
    public MemorySegment memory() {
        return in;
    }

    /** Where the frame is of which {@link #peek} or {@link #next} has told. */
    public long offset() {
        return frame;
    }

    /** Reads once, after {@link #next} has found no more. @return whether there was something */
    public boolean read() {
        if (gone) {
            return false;
        }
        if (inStart > 0) {
            MemorySegment.copy(in, inStart, in, 0, inEnd - inStart);
            inEnd -= inStart;
            inStart = 0;
        }
        int count = socket.read(in.address() + inEnd, IN - inEnd);
        gone = count < 0;
        inEnd += Math.max(0, count);
        return count > 0;
    }

    /** Adds a frame, to be flushed; what there is no room for is lost. */
    public void put(MemorySegment from, long offset, int length) {
        if (length > LONGEST_FRAME) {
            return;
        }
        if (OUT - outEnd < LENGTH.byteSize() + length) {
            flush();
        }
        if (OUT - outEnd >= LENGTH.byteSize() + length) {
            out.set(LENGTH, outEnd, length);
            MemorySegment.copy(from, offset, out, outEnd + LENGTH.byteSize(), length);
            outEnd += LENGTH.byteSize() + length;
        }
    }

    /** Gives the socket what it takes. */
    public void flush() {
        while (outStart < outEnd && !gone) {
            int count = socket.write(out.address() + outStart, pieceEnd() - outStart);
            if (count <= 0) {
                gone = count < 0;
                break;
            }
            outStart += count;
            while (outFrame < outStart && frameEnd(outFrame) <= outStart) {
                outFrame = frameEnd(outFrame);
            }
        }
        if (outFrame > 0) {
            MemorySegment.copy(out, outFrame, out, 0, outEnd - outFrame);
            outEnd -= outFrame;
            outStart -= outFrame;
            outFrame = 0;
        }
    }

    private long pieceEnd() {
        long end = frameEnd(outFrame);
        while (end < outEnd && frameEnd(end) - outStart <= PIECE) {
            end = frameEnd(end);
        }
        return end;
    }

    private long frameEnd(long start) {
        return start + LENGTH.byteSize() + out.get(LENGTH, start);
    }
}
