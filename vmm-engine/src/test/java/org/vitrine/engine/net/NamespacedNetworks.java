package org.vitrine.engine.net;

import static org.vitrine.engine.net.HostSide.text;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.net.tap.TapBackend;

/** What a test does in namespaces of its own (unshare(1)), in which it may be root: {@code bridge}, or {@code names TRANSLATOR}. Prints what it saw. */
public final class NamespacedNetworks {
    private static final MacAddress ONE = new MacAddress(0x5254_0000_0001L);
    private static final MacAddress TWO = new MacAddress(0x5254_0000_0002L);
    private static final String ONES_ADDRESS = "10.5.0.11";
    private static final String TWOS_ADDRESS = "10.5.0.12";
    private static final String HOSTS_ADDRESS = "10.5.0.1";

    private NamespacedNetworks() {}

    public static void main(String[] words) throws Exception {
        switch (words[0]) {
            case "bridge" -> bridge();
            case "segments" -> segments();
            default -> names(Network.Translator.valueOf(words[1]));
        }
        Runtime.getRuntime().halt(0);
    }

    /** A guest at a TAP that was made for it, one at a TAP that is made for a bridge, and their host. */
    private static void bridge() throws Exception {
        try (TestGuest one = new TestGuest(TapBackend.open(new Network.Bridged("tap0", null)), ONE, ONES_ADDRESS);
                TestGuest two = new TestGuest(TapBackend.open(new Network.Bridged(null, "br0")), TWO, TWOS_ADDRESS);
                DatagramSocket host = new DatagramSocket(new InetSocketAddress(HOSTS_ADDRESS, 7777))) {
            one.resolve(HOSTS_ADDRESS);
            one.sendUdp(HOSTS_ADDRESS, 1234, 7777, text("from a guest"));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            host.setSoTimeout(20_000);
            host.receive(packet);
            System.out.println(
                    "the host got: " + new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
            host.send(new DatagramPacket(text("from the host"), 13, packet.getSocketAddress()));
            System.out.println("a guest got: " + new String(one.awaitUdp(1234), StandardCharsets.US_ASCII));

            one.resolveWhile(two, TWOS_ADDRESS);
            one.sendUdp(TWOS_ADDRESS, 1, 2, text("from its neighbour"));
            System.out.println("a guest got: " + new String(two.awaitUdp(2), StandardCharsets.US_ASCII));
        }
    }

    /** One TAP sends segments in one piece; the kernel cuts them for another until that takes them as they are. */
    private static void segments() throws Exception {
        try (TestGuest one = new TestGuest(TapBackend.open(new Network.Bridged("tap0", null)), ONE, ONES_ADDRESS);
                TestGuest two = new TestGuest(TapBackend.open(new Network.Bridged(null, "br0")), TWO, TWOS_ADDRESS)) {
            one.resolveWhile(two, TWOS_ADDRESS);
            for (ReceiveOffload offload : List.of(
                    ReceiveOffload.NONE,
                    new ReceiveOffload(true, true, false, false),
                    new ReceiveOffload(true, false, true, false))) {
                two.receives(offload);
                one.sendSegments(TWOS_ADDRESS, new byte[10_000], 1448);
                System.out.println("a guest got: " + two.awaitSegments(10_000));
            }
        }
    }

    /** A guest asks the name server that its lease names; what the host's resolver is told to ask is here. */
    private static void names(Network.Translator translator) throws Exception {
        try (DatagramSocket server = new DatagramSocket(53, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofPlatform().daemon().start(() -> answerNames(server));
            NetBackend backend = Backends.open(new Network.Shared(translator, false, List.of()), ONE);
            backend.ensureWorks();
            try (TestGuest guest = new TestGuest(backend, ONE, "0.0.0.0")) {
                byte[] lease = guest.lease();
                byte[] nameServer = Arrays.copyOf(Packets.dhcpOption(lease, 6), 4);
                String address = InetAddress.getByAddress(nameServer).getHostAddress();
                guest.resolve(address);
                guest.sendUdp(address, 3000, 53, question());
                byte[] answer = guest.awaitUdp(3000);
                System.out.println("the name has the address "
                        + InetAddress.getByAddress(Arrays.copyOfRange(answer, answer.length - 4, answer.length))
                                .getHostAddress());
            }
        }
    }

    /** A query for the address of vitrine.example (RFC 1035, 4.1). */
    private static byte[] question() {
        return ByteBuffer.allocate(33)
                .putShort((short) 0x4242)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .put(new byte[6])
                .put((byte) 7)
                .put(text("vitrine"))
                .put((byte) 7)
                .put(text("example"))
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 1)
                .array();
    }

    private static void answerNames(DatagramSocket server) {
        try {
            while (true) {
                DatagramPacket query = new DatagramPacket(new byte[512], 512);
                server.receive(query);
                ByteBuffer answer = ByteBuffer.allocate(query.getLength() + 16)
                        .put(query.getData(), 0, query.getLength())
                        .putShort((short) 0xc00c)
                        .putShort((short) 1)
                        .putShort((short) 1)
                        .putInt(60)
                        .putShort((short) 4)
                        .put(Packets.ip("192.0.2.77"));
                answer.putShort(2, (short) 0x8180).putShort(6, (short) 1);
                server.send(new DatagramPacket(answer.array(), answer.capacity(), query.getSocketAddress()));
            }
        } catch (java.io.IOException e) {
            // It is closed when all is said.
            if (!server.isClosed()) {
                System.out.println("the name server ended: " + e.getMessage());
            }
        }
    }
}
