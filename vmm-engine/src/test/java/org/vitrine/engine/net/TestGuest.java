package org.vitrine.engine.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.vitrine.engine.config.MacAddress;

/** A guest of a few lines at a back end: it answers ARP, and speaks as much DHCP, UDP and TCP as a test needs. */
public final class TestGuest implements NetBackend.Listener, AutoCloseable {
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int PSH = 8;
    private static final int ACK = 16;

    public final MacAddress mac;
    private final NetBackend backend;
    private final Semaphore waiting = new Semaphore(0);
    private final FrameBuffer frame = new FrameBuffer();
    public byte[] address;
    private byte[] peerMac = Packets.BROADCAST;

    public TestGuest(NetBackend backend, MacAddress mac, String address) {
        this.backend = backend;
        this.mac = mac;
        this.address = Packets.ip(address);
        backend.start(this);
    }

    @Override
    public void framesWaiting() {
        waiting.release();
    }

    @Override
    public void roomAgain() {}

    public void send(byte[] bytes) {
        frame.set(bytes);
        backend.send(frame);
    }

    /** The next frame that is asked for; what else comes is passed over, but ARP is answered. */
    public byte[] await(String what, Predicate<byte[]> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            if (!backend.receive(frame)) {
                try {
                    waiting.tryAcquire(50, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                continue;
            }
            byte[] bytes = frame.toByteArray();
            if (wanted.test(bytes)) {
                return bytes;
            }
            answerArp(bytes);
        }
        throw new AssertionError("no " + what + " in 20 s");
    }

    /** Whether nothing waits now. */
    public boolean hearsNothing() {
        return !backend.receive(frame);
    }

    /** Whether a frame comes within a moment. */
    public boolean hears(byte[] wanted) {
        for (int i = 0; i < 20; i++) {
            while (backend.receive(frame)) {
                if (Arrays.equals(frame.toByteArray(), wanted)) {
                    return true;
                }
            }
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return false;
    }

    /** Finds a neighbour's hardware address, which answers meanwhile. */
    public void resolveWhile(TestGuest neighbour, String address) {
        send(Packets.arp(mac.octets(), this.address, Packets.ip(address)));
        byte[] question = neighbour.await(
                "question",
                bytes -> ByteBuffer.wrap(bytes).getShort(12) == 0x0806
                        && Arrays.equals(Arrays.copyOfRange(bytes, 38, 42), neighbour.address));
        neighbour.answerArp(question);
        byte[] answer = await(
                "ARP answer",
                bytes -> ByteBuffer.wrap(bytes).getShort(12) == 0x0806
                        && ByteBuffer.wrap(bytes).getShort(20) == 2);
        peerMac = Arrays.copyOfRange(answer, 22, 28);
    }

    private void answerArp(byte[] bytes) {
        ByteBuffer request = ByteBuffer.wrap(bytes);
        if (bytes.length >= 42
                && request.getShort(12) == 0x0806
                && request.getShort(20) == 1
                && Arrays.equals(Arrays.copyOfRange(bytes, 38, 42), address)) {
            byte[] asker = Arrays.copyOfRange(bytes, 22, 28);
            byte[] answer = ByteBuffer.allocate(28)
                    .put(Arrays.copyOfRange(bytes, 14, 20))
                    .putShort((short) 2)
                    .put(mac.octets())
                    .put(address)
                    .put(asker)
                    .put(Arrays.copyOfRange(bytes, 28, 32))
                    .array();
            send(Packets.ethernet(asker, mac.octets(), 0x0806, answer));
        }
    }

    /** Gets an address by DHCP. @return the acknowledgement's frame */
    public byte[] lease() {
        send(Packets.dhcp(mac.octets(), 1, null));
        byte[] offer = await("offer", bytes -> isDhcp(bytes, 2));
        send(Packets.dhcp(mac.octets(), 3, Arrays.copyOfRange(offer, 14 + 28 + 16, 14 + 28 + 20)));
        byte[] acknowledgement = await("acknowledgement", bytes -> isDhcp(bytes, 5));
        address = Arrays.copyOfRange(acknowledgement, 14 + 28 + 16, 14 + 28 + 20);
        return acknowledgement;
    }

    private boolean isDhcp(byte[] bytes, int type) {
        return bytes.length > 290
                && Arrays.equals(Arrays.copyOfRange(bytes, 70, 76), mac.octets())
                && bytes[23] == 17
                && ByteBuffer.wrap(bytes).getShort(36) == 68
                && Packets.dhcpOption(bytes, 53)[0] == type;
    }

    /** Finds the hardware address to send to. */
    public void resolve(String neighbour) {
        send(Packets.arp(mac.octets(), address, Packets.ip(neighbour)));
        byte[] answer = await(
                "ARP answer",
                bytes -> ByteBuffer.wrap(bytes).getShort(12) == 0x0806
                        && ByteBuffer.wrap(bytes).getShort(20) == 2);
        peerMac = Arrays.copyOfRange(answer, 22, 28);
    }

    public void sendUdp(String to, int fromPort, int toPort, byte[] data) {
        byte[] target = Packets.ip(to);
        byte[] datagram = Packets.udp(address, target, fromPort, toPort, data);
        send(Packets.ethernet(peerMac, mac.octets(), 0x0800, Packets.packet(address, target, 17, datagram)));
    }

    /** The payload of the next datagram for a port. */
    public byte[] awaitUdp(int port) {
        byte[] bytes = await(
                "datagram for port " + port,
                b -> ByteBuffer.wrap(b).getShort(12) == 0x0800
                        && b[23] == 17
                        && (ByteBuffer.wrap(b).getShort(36) & 0xffff) == port);
        int length = ByteBuffer.wrap(bytes).getShort(38) - 8;
        return Arrays.copyOfRange(bytes, 42, 42 + length);
    }

    /** Opens a connection, sends a request, and gives back all that comes until the other side ends it. */
    public byte[] exchange(String to, int port, byte[] request) {
        int own = 40_000 + (port & 0xfff);
        byte[] target = Packets.ip(to);
        segment(target, own, port, 1000, 0, SYN, new byte[0]);
        byte[] answer = await("SYN", b -> isSegment(b, own) && (b[47] & SYN) != 0);
        assertThat(answer[47] & ACK).isNotZero();
        return converse(target, own, port, 1001, sequence(answer) + 1, request);
    }

    /** Takes a connection that comes, and answers it. @return what came up to the first answer */
    public byte[] serve(int port, byte[] answer) {
        byte[] syn = await("SYN for port " + port, b -> isSegment(b, port) && (b[47] & SYN) != 0);
        byte[] peer = Arrays.copyOfRange(syn, 26, 30);
        peerMac = Arrays.copyOfRange(syn, 6, 12);
        int peerPort = ByteBuffer.wrap(syn).getShort(34) & 0xffff;
        segment(peer, port, peerPort, 5000, sequence(syn) + 1, SYN | ACK, new byte[0]);
        byte[] request = await("request", b -> isSegment(b, port) && payload(b).length > 0);
        segment(peer, port, peerPort, 5001, sequence(request) + payload(request).length, ACK | PSH | FIN, answer);
        return payload(request);
    }

    private byte[] converse(byte[] target, int own, int port, int sequence, int expected, byte[] request) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int acknowledged = expected;
        int next = sequence;
        segment(target, own, port, next, acknowledged, ACK, new byte[0]);
        if (request.length > 0) {
            segment(target, own, port, next, acknowledged, ACK | PSH, request);
            next += request.length;
        }
        while (true) {
            byte[] segment = await("segment", b -> isSegment(b, own));
            if (sequence(segment) == acknowledged) {
                byte[] data = payload(segment);
                all.writeBytes(data);
                acknowledged += data.length;
                if ((segment[47] & FIN) != 0) {
                    segment(target, own, port, next, acknowledged + 1, ACK | FIN, new byte[0]);
                    return all.toByteArray();
                }
            }
            segment(target, own, port, next, acknowledged, ACK, new byte[0]);
        }
    }

    private void segment(byte[] to, int own, int port, int sequence, int acknowledged, int flags, byte[] data) {
        byte[] segment = Packets.tcp(address, to, own, port, sequence, acknowledged, flags, data);
        send(Packets.ethernet(peerMac, mac.octets(), 0x0800, Packets.packet(address, to, 6, segment)));
    }

    private static boolean isSegment(byte[] bytes, int port) {
        return bytes.length >= 54
                && ByteBuffer.wrap(bytes).getShort(12) == 0x0800
                && bytes[23] == 6
                && (ByteBuffer.wrap(bytes).getShort(36) & 0xffff) == port;
    }

    private static int sequence(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(38);
    }

    private static byte[] payload(byte[] bytes) {
        int from = 34 + ((bytes[46] & 0xff) >>> 4) * 4;
        return Arrays.copyOfRange(
                bytes, from, Math.max(from, 14 + (ByteBuffer.wrap(bytes).getShort(16) & 0xffff)));
    }

    @Override
    public void close() {
        backend.close();
    }
}
