package org.vitrine.engine.net;

import org.jspecify.annotations.Nullable;

/**
 * Where the headers of an IP packet in a frame lie.
 *
 * @param ip offset of the IP header
 * @param ipv6 version 6 instead of 4
 * @param protocol of the transport layer (IANA), {@code -1} in a fragment that is not the first
 * @param transport offset of the transport header
 * @param end offset behind the packet, by its own length; at most the frame's
 */
public record Headers(int ip, boolean ipv6, int protocol, int transport, int end) {
    public static final int TCP = 6;
    public static final int UDP = 17;

    static final int ETHERTYPE = 12;
    public static final int IPV4_TYPE = 0x0800;
    public static final int IPV6_TYPE = 0x86dd;
    static final int VLAN_TYPE = 0x8100;
    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    /** Finds them; null if this is no IP packet, or its headers are cut short. Behind extension headers of IPv6 nothing is found. */
    public static @Nullable Headers of(FrameBuffer frame) {
        int length = frame.length();
        if (length < ETHERNET) {
            return null;
        }
        int type = frame.shortAt(ETHERTYPE);
        int ip = ETHERNET;
        if (type == VLAN_TYPE && length >= ETHERNET + TAG) {
            type = frame.shortAt(ETHERTYPE + TAG);
            ip += TAG;
        }
        if (type == IPV4_TYPE) {
            return ipv4(frame, ip);
        }
        return type == IPV6_TYPE ? ipv6(frame, ip) : null;
    }

    private static @Nullable Headers ipv4(FrameBuffer frame, int ip) {
        if (ip + IPV4_HEADER > frame.length() || frame.byteAt(ip) >>> 4 != 4) {
            return null;
        }
        int header = (frame.byteAt(ip) & 0xf) * 4;
        int total = frame.shortAt(ip + 2);
        // A packet that is to be cut into segments may say 0, as it can be too long to be said.
        int end = total == 0 ? frame.length() : ip + total;
        if (header < IPV4_HEADER || ip + header > end || end > frame.length()) {
            return null;
        }
        boolean first = (frame.shortAt(ip + 6) & FRAGMENT_OFFSET) == 0;
        return new Headers(ip, false, first ? frame.byteAt(ip + 9) : -1, ip + header, end);
    }

    private static @Nullable Headers ipv6(FrameBuffer frame, int ip) {
        if (ip + IPV6_HEADER > frame.length() || frame.byteAt(ip) >>> 4 != 6) {
            return null;
        }
        int payload = frame.shortAt(ip + 4);
        int end = payload == 0 ? frame.length() : ip + IPV6_HEADER + payload;
        return end > frame.length() ? null : new Headers(ip, true, frame.byteAt(ip + 6), ip + IPV6_HEADER, end);
    }

    /** The sum of the pseudo header (RFC 793, RFC 8200, 8.1). @param length of the transport header and its payload */
    public long pseudoHeaderSum(FrameBuffer frame, int length) {
        long sum = ipv6 ? Checksum.add(0, frame, ip + 8, 32) : Checksum.add(0, frame, ip + 12, 8);
        return sum + protocol + length;
    }

    /** Whether the checksum of IPv4's header is right; true for IPv6, which has none. */
    public boolean isHeaderSumRight(FrameBuffer frame) {
        return ipv6 || Checksum.fold(Checksum.add(0, frame, ip, transport - ip)) == 0xffff;
    }

    /** Whether TCP's or UDP's checksum is right. Only for those two, and for whole packets. */
    public boolean isTransportSumRight(FrameBuffer frame) {
        int length = end - transport;
        if (protocol == UDP && length >= 8 && frame.shortAt(transport + 6) == 0) {
            return !ipv6;
        }
        return Checksum.fold(Checksum.add(pseudoHeaderSum(frame, length), frame, transport, length)) == 0xffff;
    }
}
