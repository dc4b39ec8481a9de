package org.vitrine.engine.net;

import java.lang.foreign.MemorySegment;

/**
 * Does what a frame still asks for in software: checksums, and TCP segments (as VIRTIO 1.2, 5.1.6.2 defines them) of a frame that is too long for a
 * wire. One thread at a time.
 */
public final class Segmentation {
    /** Takes the frames. */
    @FunctionalInterface
    public interface Output {
        /** @param frame with nothing more to be done; whoever wants to keep it copies it */
        void take(FrameBuffer frame);
    }

    /** Bytes of the longest packet of IPv4; one of IPv6 can be 40 longer. */
    private static final int LONGEST_PACKET = 65_535;

    private static final int TCP_HEADER = 20;
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private final FrameBuffer segment = new FrameBuffer();

    /**
     * Hands on the frame, or the segments of it, finished.
     *
     * @param frame is changed
     * @param whole segments stay one packet, if it can be said how long that is
     * @return false if what it asks for cannot be: nothing was handed on
     */
    public boolean finish(FrameBuffer frame, boolean whole, Output output) {
        int type = frame.gsoType() & ~FrameBuffer.GSO_ECN;
        if (type == FrameBuffer.GSO_NONE) {
            if (!Checksum.complete(frame)) {
                return false;
            }
            frame.done();
            output.take(frame);
            return true;
        }
        Headers headers = Headers.of(frame);
        if (headers == null || !isTcp(frame, headers, type)) {
            return false;
        }
        int payload = headers.transport() + (frame.byteAt(headers.transport() + 12) >>> 4) * 4;
        int size = whole && frame.length() - headers.ip() <= LONGEST_PACKET ? frame.length() : frame.gsoSize();
        if (frame.gsoSize() == 0 || payload < headers.transport() + TCP_HEADER || payload > frame.length()) {
            return false;
        }
        cut(frame, headers, payload, size, output);
        return true;
    }

    private static boolean isTcp(FrameBuffer frame, Headers headers, int type) {
        boolean fits = headers.ipv6() ? type == FrameBuffer.GSO_TCP6 : type == FrameBuffer.GSO_TCP4;
        return fits && headers.protocol() == Headers.TCP && headers.transport() + TCP_HEADER <= frame.length();
    }

    private void cut(FrameBuffer frame, Headers headers, int payload, int size, Output output) {
        int transport = headers.transport();
        int identification = headers.ipv6() ? 0 : frame.shortAt(headers.ip() + 4);
        int sequence = frame.intAt(transport + 4);
        int flags = frame.byteAt(transport + 13);
        int at = payload;
        int number = 0;
        do {
            int bytes = Math.min(size, frame.length() - at);
            boolean last = at + bytes == frame.length();
            segment.clear();
            segment.length(payload + bytes);
            copy(frame, 0, segment, 0, payload);
            copy(frame, at, segment, payload, bytes);
            int packet = payload + bytes - headers.ip();
            if (headers.ipv6()) {
                segment.shortAt(headers.ip() + 4, packet - 40);
            } else {
                segment.shortAt(headers.ip() + 2, packet);
                segment.shortAt(headers.ip() + 4, identification + number);
                segment.shortAt(headers.ip() + 10, 0);
                segment.shortAt(
                        headers.ip() + 10,
                        Checksum.of(Checksum.add(0, segment, headers.ip(), transport - headers.ip())));
            }
            segment.intAt(transport + 4, sequence + (at - payload));
            int kept = (last ? flags : flags & ~FIN_PSH) & (number == 0 ? -1 : ~CWR);
            segment.byteAt(transport + 13, kept);
            segment.shortAt(transport + 16, 0);
            int length = payload + bytes - transport;
            segment.shortAt(
                    transport + 16,
                    Checksum.of(Checksum.add(headers.pseudoHeaderSum(segment, length), segment, transport, length)));
            output.take(segment);
            at += bytes;
            number++;
        } while (at < frame.length());
    }

    private static void copy(FrameBuffer from, int at, FrameBuffer to, int toAt, int length) {
        MemorySegment.copy(
                from.memory(), FrameBuffer.HEADER + (long) at, to.memory(), FrameBuffer.HEADER + (long) toAt, length);
    }
}
