package org.vitrine.engine.virtio.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.device.InlineWorker;
import org.vitrine.engine.device.TestHost;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.TestNetwork;
import org.vitrine.engine.virtio.GuestDriver;
import org.vitrine.engine.virtio.VirtioPci;
import org.vitrine.engine.virtio.ring.RingDriver;
import org.vitrine.engine.virtio.ring.RingDriver.Buffer;

/** A virtio network interface, its driver, and what is at the other end of its cable. */
abstract class VirtioNetFixture {
    static final MacAddress MAC = new MacAddress(0x5254_0012_3456L);
    static final byte[] PEER = Packets.octets("52:54:00:aa:bb:cc");
    static final byte[] IP = Packets.ip("10.0.0.1");
    static final byte[] PEER_IP = Packets.ip("10.0.0.2");

    static final long ALL = GuestDriver.VERSION_1 | GuestDriver.EVENT_INDEX | NetFeature.OFFERED;
    static final int CONTROL = 2 * VirtioNet.PAIRS;
    static final long RX_BUFFERS = 0x8_0000;
    static final long TX_BUFFER = 0x6_0000;
    static final long COMMAND = 0x5_0000;
    static final int HEADER = 12;
    static final int ROOM = 2048;

    final TestHost host = new TestHost();
    final TestNetwork network = new TestNetwork();
    final Cable cable = new Cable(network);
    final VirtioNet net = new VirtioNet(MAC, cable);
    final VirtioPci function = new VirtioPci("net0", host, net, InlineWorker::new);
    final GuestDriver guest;
    List<RingDriver> rings = List.of();

    VirtioNetFixture() {
        function.resume();
        guest = new GuestDriver(host, function);
    }

    @AfterEach
    void close() {
        function.close();
        host.close();
    }

    void start(long features) {
        rings = guest.start(features, CONTROL + 1, 16);
    }

    static byte[] frame(byte[] to, int length) {
        byte[] payload = new byte[length - 14];
        new SplittableRandom(length).nextBytes(payload);
        return Packets.ethernet(to, PEER, 0x88b5, payload);
    }

    void send(int pair, byte[] header, byte[] frame) {
        host.memory().write(TX_BUFFER, header);
        host.memory().write(TX_BUFFER + HEADER, frame);
        rings.get(2 * pair + 1)
                .offer(List.of(
                        new Buffer(TX_BUFFER, HEADER, false), new Buffer(TX_BUFFER + HEADER, frame.length, false)));
        guest.submit(2 * pair + 1, rings.get(2 * pair + 1));
    }

    void offerBuffers(int pair, int count, int length) {
        for (int i = 0; i < count; i++) {
            rings.get(2 * pair)
                    .offer(List.of(new Buffer(RX_BUFFERS + 0x1_0000L * pair + (long) ROOM * i, length, true)));
        }
        guest.submit(2 * pair, rings.get(2 * pair));
    }

    byte[] memory(long address, int length) {
        byte[] bytes = new byte[length];
        host.memory().read(address, bytes);
        return bytes;
    }

    static byte[] header(int flags, int gso, int headers, int size, int start, int offset) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) flags)
                .put((byte) gso)
                .putShort((short) headers)
                .putShort((short) size)
                .putShort((short) start)
                .putShort((short) offset)
                .array();
    }

    static byte[] segment(byte[] data) {
        byte[] tcp = Packets.tcp(IP, PEER_IP, 1000, 80, 77, 88, 0x19, data);
        return Packets.ethernet(PEER, MAC.octets(), 0x0800, Packets.packet(IP, PEER_IP, 6, tcp));
    }
}
