package org.vitrine.engine.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.vitrine.engine.net.HostSide.LOOPBACK;
import static org.vitrine.engine.net.HostSide.ask;
import static org.vitrine.engine.net.HostSide.freePort;
import static org.vitrine.engine.net.HostSide.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.Network;
import org.vitrine.engine.config.Network.Translator;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.config.PortForward.Protocol;
import org.vitrine.engine.net.passt.PasstBackend;
import org.vitrine.engine.net.slirp.SlirpBackend;

/** What a shared network does for its guest, whatever program carries it, against the host's own loopback interface. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class SharedNetworkTest {
    private static final MacAddress MAC = new MacAddress(0x5254_0012_3456L);
    private static final byte[] CONTENT = new byte[1_000_003];

    static {
        new SplittableRandom(7).nextBytes(CONTENT);
    }

    private NetBackend backend;
    private TestGuest guest;
    private String host;

    /** A guest that has its address, and knows its gateway, which is its host. */
    private void open(Translator translator, PortForward... forwards) throws Exception {
        assumeInstalled(translator);
        backend = Backends.open(new Network.Shared(translator, false, List.of(forwards)), MAC);
        backend.ensureWorks();
        guest = new TestGuest(backend, MAC, "0.0.0.0");
        byte[] lease = guest.lease();
        host = InetAddress.getByAddress(Packets.dhcpOption(lease, 3)).getHostAddress();
        guest.resolve(host);
    }

    private static void assumeInstalled(Translator translator) {
        assumeTrue(
                translator == Translator.LIBSLIRP
                        ? SlirpBackend.isInstalled()
                        : PasstBackend.program().isPresent() && PasstBackend.isForThisUser(),
                translator + " is not installed, or not for root");
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
        }
    }

    private static byte[] content(long offset, int length) {
        int from = (int) (offset % CONTENT.length);
        byte[] part = Arrays.copyOfRange(CONTENT, from, Math.min(CONTENT.length, from + length));
        if (part.length == length) {
            return part;
        }
        byte[] whole = Arrays.copyOf(part, length);
        System.arraycopy(CONTENT, 0, whole, part.length, length - part.length);
        return whole;
    }

    private static long sumOf(long length) {
        CRC32C sum = new CRC32C();
        for (long at = 0; at < length; at += CONTENT.length) {
            sum.update(CONTENT, 0, (int) Math.min(CONTENT.length, length - at));
        }
        return sum.getValue();
    }

    /** In the lab passt lost one packet in ten or more that was longer than its guest's network takes. */
    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void segments_in_one_piece_are_for_libslirp_alone(Translator translator) throws Exception {
        open(translator);

        assertThat(backend.takes()).isEqualTo(translator == Translator.LIBSLIRP ? Offload.SEGMENTS : Offload.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void short_connections_lose_nothing(Translator translator) throws Exception {
        connections(translator, 500);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void ten_thousand_short_connections_lose_nothing(Translator translator) throws Exception {
        connections(translator, 10_000);
    }

    private void connections(Translator translator, int count) throws Exception {
        open(translator);
        try (ServerSocket server = new ServerSocket(0, 64, LOOPBACK)) {
            Thread echo = Thread.ofPlatform().daemon().start(() -> echoUntilClosed(server));
            for (int i = 0; i < count; i++) {
                byte[] request = text("request %6d".formatted(i));

                byte[] answer = guest.exchange(host, 10_000 + i % 50_000, server.getLocalPort(), request);

                assertThat(answer).as("connection %d", i).isEqualTo(request);
            }
            server.close();
            echo.join();
        }
    }

    private static void echoUntilClosed(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(socket.getInputStream().readNBytes(14));
            } catch (IOException e) {
                // The test ends it, or a guest gave a connection up, which the guest's side tells.
                assertThat(e).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void a_transfer_in_each_direction_arrives_whole(Translator translator) throws Exception {
        transfer(translator, 32L << 20);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void a_gibibyte_in_each_direction_arrives_whole(Translator translator) throws Exception {
        transfer(translator, 1L << 30);
    }

    private void transfer(Translator translator, long length) throws Exception {
        open(translator);
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            CompletableFuture<Long> served = CompletableFuture.supplyAsync(() -> serve(server, length));
            GuestConnection connection = GuestConnection.open(guest, host, 40_000, server.getLocalPort());
            long begun = System.nanoTime();
            connection.send(SharedNetworkTest::content, length);
            long sent = System.nanoTime();
            CRC32C received = new CRC32C();
            long[] count = new long[1];
            connection.receiveAll((bytes, from, bytesThere) -> {
                received.update(bytes, from, bytesThere);
                count[0] += bytesThere;
            });
            long done = System.nanoTime();
            connection.close();
            // For whoever compares the two.
            System.out.printf(
                    "%s: %d MiB to the host at %d MiB/s, to the guest at %d MiB/s%n",
                    translator, length >> 20, rate(length, sent - begun), rate(length, done - sent));

            assertThat(served.get()).isEqualTo(sumOf(length));
            assertThat(count[0]).isEqualTo(length);
            assertThat(received.getValue()).isEqualTo(sumOf(length));
        }
    }

    private static long rate(long bytes, long nanos) {
        return (bytes >> 20) * 1_000_000_000L / Math.max(1, nanos);
    }

    /** Takes so much, then gives as much. @return the sum of what came; -1 if it did not */
    private static long serve(ServerSocket server, long length) {
        try (Socket socket = server.accept()) {
            CRC32C sum = new CRC32C();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (long left = length; left > 0; ) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    return -1;
                }
                sum.update(buffer, 0, count);
                left -= count;
            }
            OutputStream out = socket.getOutputStream();
            for (long at = 0; at < length; at += CONTENT.length) {
                out.write(CONTENT, 0, (int) Math.min(CONTENT.length, length - at));
            }
            return sum.getValue();
        } catch (IOException e) {
            return -1;
        }
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void datagrams_reach_the_host_and_come_back(Translator translator) throws Exception {
        open(translator);
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            guest.sendUdp(host, 5000, server.getLocalPort(), text("there"));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            server.setSoTimeout(20_000);
            server.receive(packet);
            server.send(new DatagramPacket(text("and back"), 8, packet.getSocketAddress()));

            assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).isEqualTo(text("there"));
            assertThat(guest.awaitUdp(5000)).isEqualTo(text("and back"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void a_forwarded_connection_is_answered_by_the_guest(Translator translator) throws Exception {
        PortForward forward = PortForward.local(Protocol.TCP, freePort(), 80);
        open(translator, forward);

        assertThat(ask(guest, LOOPBACK, forward.hostPort())).isEqualTo("asked and answered");
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "LIBSLIRP")
    void a_forwarded_connection_of_ipv6_is_answered_by_the_guest(Translator translator) throws Exception {
        PortForward forward = localIpv6(Protocol.TCP, 80);
        open(translator, forward);

        assertThat(ask(guest, InetAddress.getByName("::1"), forward.hostPort())).isEqualTo("asked and answered");
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void a_forwarded_datagram_is_answered_by_the_guest(Translator translator) throws Exception {
        PortForward forward = PortForward.local(Protocol.UDP, freePort(), 5353);
        open(translator, forward);

        assertDatagramIsAnswered(LOOPBACK, forward.hostPort());
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "LIBSLIRP")
    void a_forwarded_datagram_of_ipv6_is_answered_by_the_guest(Translator translator) throws Exception {
        PortForward forward = localIpv6(Protocol.UDP, 5353);
        open(translator, forward);

        assertDatagramIsAnswered(InetAddress.getByName("::1"), forward.hostPort());
    }

    private static PortForward localIpv6(Protocol protocol, int guestPort) throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "this host has no IPv6");
        return new PortForward(protocol, "::1", freePort(), null, guestPort);
    }

    private void assertDatagramIsAnswered(InetAddress address, int port) throws Exception {
        try (DatagramSocket client = new DatagramSocket(0, address)) {
            client.setSoTimeout(20_000);
            client.send(new DatagramPacket(text("ping"), 4, address, port));

            assertThat(guest.answerUdp(5353, text("pong"))).isEqualTo(text("ping"));

            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            client.receive(answer);
            assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(text("pong"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void forwards_come_and_go_while_the_guest_runs(Translator translator) throws Exception {
        PortForward first = PortForward.local(Protocol.TCP, freePort(), 80);
        open(translator, first);
        PortForward second = PortForward.local(Protocol.TCP, freePort(), 80);
        PortForwarding forwarding = (PortForwarding) backend;

        forwarding.add(second);

        assertThat(forwarding.forwards()).containsExactly(first, second);
        assertThat(ask(guest, LOOPBACK, second.hostPort())).isEqualTo("asked and answered");
        assertThat(ask(guest, LOOPBACK, first.hostPort())).isEqualTo("asked and answered");

        assertThat(forwarding.remove(first)).isTrue();
        assertThat(forwarding.remove(first)).isFalse();

        assertThat(forwarding.forwards()).containsExactly(second);
        assertThatThrownBy(() -> new Socket(LOOPBACK, first.hostPort()).close()).isInstanceOf(IOException.class);
        assertThat(ask(guest, LOOPBACK, second.hostPort())).isEqualTo("asked and answered");
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void a_network_whose_process_is_killed_is_told_of_in_one_sentence_and_works_again(Translator translator)
            throws Exception {
        PortForward forward = PortForward.local(Protocol.TCP, freePort(), 80);
        open(translator, forward);
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        try (Cable cable = new Cable(backend, failures::add)) {
            ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);

            assertThat(failures.poll(20, TimeUnit.SECONDS))
                    .startsWith("A shared network carries nothing any more, as ")
                    .endsWith("; switch its link on to start it again.");
            assertThat(cable.link()).isFalse();

            cable.repair();

            assertThat(cable.link()).isTrue();
            assertThat(failures).isEmpty();
            guest = new TestGuest(backend, MAC, "0.0.0.0");
            guest.lease();
            assertThat(ask(guest, LOOPBACK, forward.hostPort())).isEqualTo("asked and answered");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Translator.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void a_port_that_is_taken_is_told_before_the_guest_runs(Translator translator) throws Exception {
        assumeInstalled(translator);
        try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
            PortForward forward = PortForward.local(Protocol.TCP, other.getLocalPort(), 80);

            assertThatThrownBy(() -> open(translator, forward))
                    .isInstanceOf(NetException.class)
                    .hasMessage(
                            "The port forward \"%s\" cannot be: TCP port %d of 127.0.0.1 is taken by another program; choose another.",
                            forward, other.getLocalPort());
        }
    }
}
