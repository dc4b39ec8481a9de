package org.vitrine.engine.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A connection of TCP at a guest of tests (RFC 9293), over IPv4 or IPv6: with windows as large as a transfer needs, and segments sent again that were lost. */
public final class GuestConnection {
    /** What is received. */
    @FunctionalInterface
    public interface Sink {
        void take(byte[] frame, int from, int length);
    }

    /** What is to be sent. */
    @FunctionalInterface
    public interface Source {
        byte[] at(long offset, int length);
    }

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int PSH = 8;
    private static final int ACK = 16;

    private static final int SEGMENT = 1440;
    /** As a power of two: windows are counted in so many bytes. */
    private static final int SCALE = 7;
    /** Maximum segment size, and window scale. */
    private static final byte[] OPTIONS = {2, 4, SEGMENT >>> 8, (byte) SEGMENT, 3, 3, SCALE, 1};

    private final TestGuest guest;
    private final byte[] own;
    private final byte[] peer;
    private final int ownPort;
    private final int peerPort;
    private final int header;
    /** Sequence numbers: of what is sent next, of what the peer waits for, of what comes next. */
    private int next = 1000;

    private int acknowledged = next;
    private int expected;
    private long window;
    private int scale;
    private boolean ended;
    private int unanswered;
    /** What came while this was sending. */
    private final ByteArrayOutputStream early = new ByteArrayOutputStream();

    private GuestConnection(TestGuest guest, byte[] own, byte[] peer, int ownPort, int peerPort) {
        this.guest = guest;
        this.own = own;
        this.peer = peer;
        this.ownPort = ownPort;
        this.peerPort = peerPort;
        this.header = 14 + (own.length == 4 ? 20 : 40);
    }

    /** Connects to a host that answers. */
    public static GuestConnection open(TestGuest guest, String to, int ownPort, int port) {
        byte[] peer = Packets.ip(to);
        byte[] own = peer.length == 4 ? guest.address : guest.address6;
        GuestConnection connection = new GuestConnection(guest, own, peer, ownPort, port);
        connection.send(SYN, OPTIONS, new byte[0]);
        connection.next++;
        connection.begin(guest.await("SYN", frame -> connection.isMine(frame) && connection.has(frame, SYN)));
        connection.acknowledge();
        return connection;
    }

    /** Takes the next connection that comes for a port. */
    public static GuestConnection accept(TestGuest guest, int port) {
        byte[] syn = guest.await("SYN for port " + port, frame -> isSyn(frame, port));
        boolean wide = syn[12] == (byte) 0x86;
        byte[] peer = wide ? Arrays.copyOfRange(syn, 22, 38) : Arrays.copyOfRange(syn, 26, 30);
        byte[] own = wide ? Arrays.copyOfRange(syn, 38, 54) : Arrays.copyOfRange(syn, 30, 34);
        guest.peerMac = Arrays.copyOfRange(syn, 6, 12);
        int from = wide ? 54 : 34;
        GuestConnection connection =
                new GuestConnection(guest, own, peer, port, ByteBuffer.wrap(syn).getShort(from) & 0xffff);
        connection.begin(syn);
        connection.send(SYN | ACK, OPTIONS, new byte[0]);
        connection.next++;
        return connection;
    }

    private static boolean isSyn(byte[] frame, int port) {
        int from = segmentAt(frame);
        return from > 0
                && (ByteBuffer.wrap(frame).getShort(from + 2) & 0xffff) == port
                && (frame[from + 13] & (SYN | ACK)) == SYN;
    }

    /** Where the segment is in a frame; 0 if there is none. */
    private static int segmentAt(byte[] frame) {
        int type = frame.length < 54 ? 0 : ByteBuffer.wrap(frame).getShort(12) & 0xffff;
        if (type == 0x0800 && frame[23] == 6) {
            return 34;
        }
        return type == 0x86dd && frame.length >= 74 && frame[20] == 6 ? 54 : 0;
    }

    private boolean isMine(byte[] frame) {
        return segmentAt(frame) == header
                && (ByteBuffer.wrap(frame).getShort(header) & 0xffff) == peerPort
                && (ByteBuffer.wrap(frame).getShort(header + 2) & 0xffff) == ownPort;
    }

    private boolean has(byte[] frame, int flag) {
        return (frame[header + 13] & flag) != 0;
    }

    private void begin(byte[] syn) {
        ByteBuffer segment = ByteBuffer.wrap(syn);
        expected = segment.getInt(header + 4) + 1;
        scale = scaleIn(syn);
        window = segment.getShort(header + 14) & 0xffff;
        acknowledged = next;
    }

    private int scaleIn(byte[] syn) {
        int end = header + ((syn[header + 12] & 0xff) >>> 4) * 4;
        int at = header + 20;
        while (at < end && syn[at] != 0) {
            if (syn[at] == 3) {
                return syn[at + 2];
            }
            at += syn[at] == 1 ? 1 : syn[at + 1];
        }
        return 0;
    }

    private void send(int flags, byte[] options, byte[] data) {
        byte[] segment = Packets.tcp(own, peer, ownPort, peerPort, next, expected, flags, options, data);
        guest.sendPacket(Packets.packet(own, peer, 6, segment));
    }

    private void acknowledge() {
        unanswered = 0;
        send(ACK, new byte[0], new byte[0]);
    }

    private void take(byte[] frame, Sink sink) {
        if (has(frame, RST)) {
            throw new AssertionError("the connection was reset");
        }
        ByteBuffer segment = ByteBuffer.wrap(frame);
        if (has(frame, SYN)) {
            acknowledge();
            return;
        }
        int answer = segment.getInt(header + 8);
        if (answer - acknowledged > 0) {
            acknowledged = answer;
        }
        window = (segment.getShort(header + 14) & 0xffffL) << scale;
        int from = header + ((frame[header + 12] & 0xff) >>> 4) * 4;
        int end = header == 34 ? 14 + (segment.getShort(16) & 0xffff) : 54 + (segment.getShort(18) & 0xffff);
        int length = end - from;
        boolean fin = has(frame, FIN);
        if (length == 0 && !fin) {
            return;
        }
        if (segment.getInt(header + 4) == expected) {
            sink.take(frame, from, length);
            expected += length + (fin ? 1 : 0);
            ended |= fin;
            unanswered++;
        } else {
            unanswered = Integer.MAX_VALUE - 1;
        }
        if (unanswered > 1 || fin) {
            acknowledge();
        }
    }

    private byte[] poll() {
        return guest.poll(this::isMine);
    }

    /** Sends. */
    public void send(byte[] data) {
        send((offset, length) -> Arrays.copyOfRange(data, (int) offset, (int) offset + length), data.length);
    }

    /** Sends what a source has, whose parts are asked for again when they were lost. */
    public void send(Source source, long length) {
        long base = 0;
        int from = next;
        long sent = 0;
        long quiet = System.nanoTime();
        while (base < length) {
            for (byte[] frame = poll(); frame != null; frame = poll()) {
                take(frame, early::write);
            }
            int progress = acknowledged - from;
            if (progress > 0) {
                base += progress;
                from = acknowledged;
                quiet = System.nanoTime();
            }
            int count = (int) Math.min(SEGMENT, length - sent);
            if (count > 0 && sent - base + count <= Math.max(window, 1) && guest.hasRoom()) {
                send(ACK | PSH, new byte[0], source.at(sent, count));
                next += count;
                sent += count;
            } else if (System.nanoTime() - quiet > 500_000_000L) {
                next = from;
                sent = base;
                quiet = System.nanoTime();
            } else if (base < length) {
                guest.pause();
            }
        }
    }

    /** Receives until the other side ends. */
    public byte[] receiveAll() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        receiveAll(all::write);
        return all.toByteArray();
    }

    public void receiveAll(Sink sink) {
        takeEarly(sink);
        while (!ended) {
            byte[] frame = poll();
            if (frame == null && unanswered > 0) {
                acknowledge();
            }
            take(frame == null ? guest.await("segment", this::isMine) : frame, sink);
        }
    }

    private void takeEarly(Sink sink) {
        byte[] bytes = early.toByteArray();
        early.reset();
        sink.take(bytes, 0, bytes.length);
    }

    /** The next bytes that come. */
    public byte[] receive() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        takeEarly(all::write);
        while (all.size() == 0 && !ended) {
            take(guest.await("segment", this::isMine), all::write);
        }
        acknowledge();
        return all.toByteArray();
    }

    /** Ends its own direction, and waits until the other side knows. */
    public void close() {
        send(ACK | FIN, new byte[0], new byte[0]);
        next++;
        while (acknowledged != next) {
            take(guest.await("acknowledgement of the end", this::isMine), (bytes, at, count) -> {});
        }
    }
}
