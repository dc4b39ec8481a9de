package org.vitrine.engine.net.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.net.FrameBuffer;

/** Frames on a stream socket, each behind its length in 32 bits, in network order; many at once where there are many. One thread reads, another may write. */
final class FrameStream {
    /** Longer ones are sent by nobody. */
    static final int LONGEST_FRAME = 65_535;

    private static final int BUFFER = 4 * FrameBuffer.MAX_FRAME;

    /** Where frames come from. */
    interface Source {
        /** The next frame, or null. */
        byte @Nullable [] poll();
    }

    /** Where frames go. */
    interface Sink {
        /** Takes a frame; may wait. */
        void take(byte[] frame) throws InterruptedException;
    }

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

    FrameStream(SocketChannel channel) {
        this.channel = channel;
    }

    /** Reads until the other side ends it. @throws IOException if that says what cannot be, or the socket was closed */
    void readTo(Sink sink) throws IOException, InterruptedException {
        while (channel.read(in) >= 0) {
            in.flip();
            while (hasFrame()) {
                byte[] frame = new byte[in.getInt()];
                in.get(frame);
                sink.take(frame);
            }
            in.compact();
        }
    }

    private boolean hasFrame() throws IOException {
        if (in.remaining() < Integer.BYTES) {
            return false;
        }
        int length = in.getInt(in.position());
        if (length < 0 || length > LONGEST_FRAME) {
            throw new IOException("it sends a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        return in.remaining() - Integer.BYTES >= length;
    }

    /** Writes what there is. @return whether there was any */
    boolean writeFrom(Source source) throws IOException {
        out.clear();
        while (out.remaining() >= Integer.BYTES + LONGEST_FRAME) {
            byte[] frame = source.poll();
            if (frame == null) {
                break;
            }
            out.putInt(frame.length).put(frame);
        }
        out.flip();
        boolean any = out.hasRemaining();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        return any;
    }
}
