package org.vitrine.engine.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.linux.Epoll;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.linux.PollSet;

/** A guest of a few lines at a back end: it answers ARP, and speaks as much DHCP, UDP and TCP as a test needs. */
public final class TestGuest implements NetBackend.Listener, AutoCloseable {
    public final MacAddress mac;
    /** Where the header of UDP begins in a frame of IPv4, and of IPv6. */
    private static final int UDP4 = 34;

    private static final int UDP6 = 54;

    private final NetBackend backend;
    private final PollSet waiting = new PollSet();
    /** What the back end wants to have watched, and for what. */
    private volatile Fd watched;

    private volatile int watchedFor;
    private final FrameBuffer frame = new FrameBuffer();
    public byte[] address;
    /** Made of its MAC (RFC 4291, appendix A) and the prefix of shared networks. */
    public byte[] address6;

    byte[] peerMac = Packets.BROADCAST;

    public TestGuest(NetBackend backend, MacAddress mac, String address) {
        this.backend = backend;
        this.mac = mac;
        this.address = Packets.ip(address);
        this.address6 = Packets.interfaceAddress("fec0::", mac.octets());
        backend.start(this);
    }

    @Override
    public void framesWaiting() {
        waiting.wake();
    }

    @Override
    public void roomAgain() {
        waiting.wake();
    }

    @Override
    public void watch(Fd fd, int readiness) {
        watched = fd;
        watchedFor = (readiness & Epoll.IN) != 0 ? PollSet.POLLIN : 0;
        watchedFor |= (readiness & Epoll.OUT) != 0 ? PollSet.POLLOUT : 0;
        waiting.wake();
    }

    @Override
    public void unwatch(Fd fd) {
        watched = null;
        waiting.wake();
    }

    /** Sends a frame once there is room. */
    public void send(byte[] bytes) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!backend.hasRoom() && System.nanoTime() < end) {
            pause();
        }
        frame.set(bytes);
        backend.send(frame);
        backend.flush();
    }

    /** The next frame that is asked for; what else comes is passed over, but who asks for its hardware address is answered. */
    public byte[] await(String what, Predicate<byte[]> wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            byte[] bytes = poll(wanted);
            if (bytes != null) {
                return bytes;
            }
            pause();
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

    private void answerNeighbour(byte[] bytes) {
        answerArp(bytes);
        answerSolicitation(bytes);
    }

    /** Neighbour discovery (RFC 4861, 4.3 and 4.4). */
    private void answerSolicitation(byte[] bytes) {
        if (bytes.length < 78 || bytes[12] != (byte) 0x86 || bytes[20] != 58 || bytes[54] != (byte) 135) {
            return;
        }
        byte[] target = Arrays.copyOfRange(bytes, 62, 78);
        byte[] asker = Arrays.copyOfRange(bytes, 22, 38);
        if (target[15] != address6[15] || target[14] != address6[14] || target[13] != address6[13]) {
            return;
        }
        byte[] advertisement = ByteBuffer.allocate(32)
                .put((byte) 136)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(0x6000_0000)
                .put(target)
                .put((byte) 2)
                .put((byte) 1)
                .put(mac.octets())
                .array();
        int sum = Packets.sum(
                Packets.pseudo(target, asker, 58, advertisement.length), advertisement, 0, advertisement.length);
        ByteBuffer.wrap(advertisement).putShort(2, (short) sum);
        send(Packets.ethernet(
                Arrays.copyOfRange(bytes, 6, 12),
                mac.octets(),
                0x86dd,
                Packets.packet(target, asker, 58, advertisement)));
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
        return payload(awaitDatagram(port));
    }

    /** Answers the next datagram for a port. @return its payload */
    public byte[] answerUdp(int port, byte[] answer) {
        byte[] bytes = awaitDatagram(port);
        peerMac = Arrays.copyOfRange(bytes, 6, 12);
        int header = datagram(bytes);
        byte[] own = header == UDP4 ? address : address6;
        // The addresses stand last in the header of IPv6, and in that of IPv4.
        byte[] asker = Arrays.copyOfRange(bytes, header - 2 * own.length, header - own.length);
        int askerPort = ByteBuffer.wrap(bytes).getShort(header) & 0xffff;
        byte[] datagram = Packets.udp(own, asker, port, askerPort, answer);
        sendPacket(Packets.packet(own, asker, 17, datagram));
        return payload(bytes);
    }

    private byte[] awaitDatagram(int port) {
        return await(
                "datagram for port " + port,
                b -> datagram(b) > 0 && (ByteBuffer.wrap(b).getShort(datagram(b) + 2) & 0xffff) == port);
    }

    /** Where in a frame the header of UDP begins; 0 if it has none. */
    private static int datagram(byte[] frame) {
        if (frame.length < UDP4 + 8) {
            return 0;
        }
        return switch (ByteBuffer.wrap(frame).getShort(12) & 0xffff) {
            case 0x0800 -> frame[23] == 17 ? UDP4 : 0;
            case 0x86dd -> frame.length >= UDP6 + 8 && frame[20] == 17 ? UDP6 : 0;
            default -> 0;
        };
    }

    private static byte[] payload(byte[] frame) {
        int header = datagram(frame);
        int length = ByteBuffer.wrap(frame).getShort(header + 4) - 8;
        return Arrays.copyOfRange(frame, header + 8, header + 8 + length);
    }

    /** Opens a connection, sends a request, and gives back all that comes until the other side ends it. */
    public byte[] exchange(String to, int port, byte[] request) {
        return exchange(to, 40_000 + (port & 0xfff), port, request);
    }

    /** The same from a port of its own. */
    public byte[] exchange(String to, int ownPort, int port, byte[] request) {
        GuestConnection connection = GuestConnection.open(this, to, ownPort, port);
        connection.send(request);
        byte[] answer = connection.receiveAll();
        connection.close();
        return answer;
    }

    /** Takes a connection that comes, and answers it. @return what came up to the first answer */
    public byte[] serve(int port, byte[] answer) {
        GuestConnection connection = GuestConnection.accept(this, port);
        byte[] request = connection.receive();
        connection.send(answer);
        connection.close();
        return request;
    }

    /** Says what may come unfinished. */
    void receives(ReceiveOffload offload) {
        backend.receives(offload);
    }

    /** Sends segments of TCP in one piece, without their checksums, to the neighbour that was resolved last. */
    void sendSegments(String to, byte[] data, int size) {
        byte[] tcp = Packets.tcp(address, Packets.ip(to), 1, 2, 1, 1, 0x10, data);
        long pseudo = Packets.pseudo(address, Packets.ip(to), Headers.TCP, tcp.length);
        ByteBuffer.wrap(tcp).putShort(16, (short) Checksum.fold(pseudo));
        frame.set(Packets.ethernet(peerMac, mac.octets(), 0x0800, Packets.packet(address, Packets.ip(to), 6, tcp)));
        frame.askForChecksum(UDP4, 16);
        frame.askForSegments(FrameBuffer.GSO_TCP4, UDP4 + 20, size);
        backend.send(frame);
        backend.flush();
    }

    /** Waits for so much payload of TCP. @return the bytes of each frame, and of the segments that it is still to be cut into */
    String awaitSegments(int payload) {
        List<String> got = new ArrayList<>();
        int left = payload;
        while (left > 0) {
            byte[] segment = await("segment", bytes -> ByteBuffer.wrap(bytes).getShort(12) == 0x0800 && bytes[23] == 6);
            left -= segment.length - UDP4 - 20;
            got.add(segment.length + (frame.gsoSize() == 0 ? "" : " by " + frame.gsoSize()));
        }
        return String.join(", ", got);
    }

    /** Sends a packet to the neighbour that was resolved last, or that spoke last. */
    void sendPacket(byte[] packet) {
        send(Packets.ethernet(peerMac, mac.octets(), packet[0] >>> 4 == 4 ? 0x0800 : 0x86dd, packet));
    }

    /** The next frame that is asked for, if it is there. */
    byte[] poll(Predicate<byte[]> wanted) {
        // What the other side did not take at once.
        backend.flush();
        while (backend.receive(frame)) {
            byte[] bytes = frame.toByteArray();
            if (wanted.test(bytes)) {
                return bytes;
            }
            answerNeighbour(bytes);
        }
        return null;
    }

    /** Waits for a frame, but not for long. */
    void pause() {
        waiting.clear();
        Fd fd = watched;
        if (fd != null) {
            waiting.add(fd.number(), watchedFor);
        }
        waiting.await(5);
    }

    boolean hasRoom() {
        return backend.hasRoom();
    }

    @Override
    public void close() {
        backend.close();
    }
}
