package org.vitrine.engine.net.process;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.net.Checksum;
import org.vitrine.engine.net.FrameBuffer;
import org.vitrine.engine.net.Headers;
import org.vitrine.engine.net.ReceiveOffload;

/**
 * Segments of TCP that follow one another become one packet again, of which a guest has one to look at instead of forty (VIRTIO 1.2, 5.1.6.4): cut as it says, it would be the same
 * segments. None may differ from the first but in sequence number, checksums, identification, and PSH, with which it is the last. Their checksums were right. One thread.
 */
final class Coalescing {
    /** Bytes of the longest packet that can say its length, headers of IPv6 not counted. */
    private static final int LONGEST_PACKET = 65_535;

    private static final int TCP_HEADER = 20;
    private static final int IPV4_HEADER = 20;
    private static final int ACK = 0x10;
    private static final int PSH = 0x08;
    /** Of IPv4's flags and offset, all but "do not fragment". */
    private static final int FRAGMENT = 0xbfff;

    private static final int CHECKSUM_OFFSET = 16;

    private static final ValueLayout.OfShort BE16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt BE32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final FrameBuffer packet;
    private final Headers headers;
    private final int payload;
    /** Bytes of payload of each but the last. */
    private final int size;

    private boolean complete;

    private Coalescing(FrameBuffer packet, Headers headers, int payload) {
        this.packet = packet;
        this.headers = headers;
        this.payload = payload;
        this.size = packet.length() - payload;
    }

    /**
     * Takes a frame for the first segment.
     *
     * @param frame grows
     * @return null if nothing may follow in it
     */
    static @Nullable Coalescing of(FrameBuffer frame, ReceiveOffload offload) {
        if (!offload.tcp4() && !offload.tcp6()) {
            return null;
        }
        Headers headers = Headers.of(frame);
        if (headers == null
                || headers.protocol() != Headers.TCP
                || headers.end() != frame.length()
                || !(headers.ipv6() ? offload.tcp6() : offload.tcp4() && isSimple(frame, headers))) {
            return null;
        }
        int tcp = headers.transport();
        if (tcp + TCP_HEADER > frame.length() || frame.byteAt(tcp + 13) != ACK) {
            return null;
        }
        int payload = tcp + (frame.byteAt(tcp + 12) >>> 4) * 4;
        return payload < tcp + TCP_HEADER || payload >= frame.length() ? null : new Coalescing(frame, headers, payload);
    }

    private static boolean isSimple(FrameBuffer frame, Headers headers) {
        return headers.transport() - headers.ip() == IPV4_HEADER && (frame.shortAt(headers.ip() + 6) & FRAGMENT) == 0;
    }

    /** Adds a frame if it is the next segment. @param from where it begins in {@code memory} @return whether it was */
    boolean add(MemorySegment memory, long from, int length) {
        int more = length - payload;
        if (complete
                || more <= 0
                || more > size
                || packet.length() + more - headers.ip() > LONGEST_PACKET
                || packet.length() + more > FrameBuffer.MAX_FRAME
                || !isNext(memory, from, length)) {
            return false;
        }
        int end = packet.length();
        packet.length(end + more);
        MemorySegment.copy(memory, from + payload, packet.memory(), FrameBuffer.HEADER + (long) end, more);
        int flags = memory.get(ValueLayout.JAVA_BYTE, from + headers.transport() + 13);
        packet.byteAt(headers.transport() + 13, packet.byteAt(headers.transport() + 13) | flags);
        complete = more < size || (flags & PSH) != 0;
        return true;
    }

    private boolean isNext(MemorySegment memory, long from, int length) {
        int tcp = headers.transport();
        int wantedLength = length - headers.ip() - (headers.ipv6() ? tcp - headers.ip() : 0);
        int lengthAt = headers.ip() + (headers.ipv6() ? 4 : 2);
        return memory.get(BE32, from + tcp + 4) == packet.intAt(tcp + 4) + packet.length() - payload
                && (memory.get(ValueLayout.JAVA_BYTE, from + tcp + 13) & ~PSH) == ACK
                && (memory.get(BE16, from + lengthAt) & 0xffff) == wantedLength
                && isSame(memory, from, 0, lengthAt)
                && (headers.ipv6()
                        ? isSame(memory, from, lengthAt + 2, tcp)
                        : isSame(memory, from, lengthAt + 4, tcp - 10) && isSame(memory, from, tcp - 8, tcp))
                && isSame(memory, from, tcp, tcp + 4)
                && isSame(memory, from, tcp + 8, tcp + 13)
                && isSame(memory, from, tcp + 14, tcp + CHECKSUM_OFFSET)
                && isSame(memory, from, tcp + CHECKSUM_OFFSET + 2, payload);
    }

    private boolean isSame(MemorySegment memory, long from, int begin, int end) {
        MemorySegment own = packet.memory();
        long shift = FrameBuffer.HEADER - from;
        long at = from + begin;
        long last = from + end;
        for (; at + Long.BYTES <= last; at += Long.BYTES) {
            if (memory.get(LONG, at) != own.get(LONG, at + shift)) {
                return false;
            }
        }
        for (; at + Short.BYTES <= last; at += Short.BYTES) {
            if (memory.get(BE16, at) != own.get(BE16, at + shift)) {
                return false;
            }
        }
        return at == last || memory.get(ValueLayout.JAVA_BYTE, at) == own.get(ValueLayout.JAVA_BYTE, at + shift);
    }

    /** Nothing more comes: says in the packet what it is, if it is more than the first segment. */
    void finish() {
        if (packet.length() - payload == size) {
            return;
        }
        int ip = headers.ip();
        int tcp = headers.transport();
        if (headers.ipv6()) {
            packet.shortAt(ip + 4, packet.length() - tcp);
        } else {
            packet.shortAt(ip + 2, packet.length() - ip);
            packet.shortAt(ip + 10, 0);
            packet.shortAt(ip + 10, Checksum.of(Checksum.add(0, packet, ip, tcp - ip)));
        }
        packet.shortAt(tcp + CHECKSUM_OFFSET, Checksum.fold(headers.pseudoHeaderSum(packet, packet.length() - tcp)));
        packet.askForChecksum(tcp, CHECKSUM_OFFSET);
        packet.askForSegments(headers.ipv6() ? FrameBuffer.GSO_TCP6 : FrameBuffer.GSO_TCP4, payload, size);
    }
}
