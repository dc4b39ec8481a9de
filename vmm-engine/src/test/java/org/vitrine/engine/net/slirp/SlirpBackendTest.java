package org.vitrine.engine.net.slirp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.config.PortForward.Protocol;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.TestGuest;

/** A shared network against the host's own loopback interface. */
class SlirpBackendTest {
    private static final MacAddress MAC = new MacAddress(0x5254_0012_3456L);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private SlirpBackend backend;
    private TestGuest guest;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(SlirpBackend.isInstalled(), "libslirp0 is not installed");
        backend = SlirpBackend.open(MAC, false, List.of());
        guest = new TestGuest(backend, MAC, SlirpAddresses.GUEST);
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
        }
    }

    private static byte[] text(String words) {
        return words.getBytes(StandardCharsets.US_ASCII);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void a_guest_gets_address_gateway_and_name_server() {
        byte[] lease = guest.lease();

        assertThat(guest.address).isEqualTo(Packets.ip("10.0.2.15"));
        assertThat(Packets.dhcpOption(lease, 1)).isEqualTo(Packets.ip("255.255.255.0"));
        assertThat(Packets.dhcpOption(lease, 3)).isEqualTo(Packets.ip("10.0.2.2"));
        assertThat(Packets.dhcpOption(lease, 6)).isEqualTo(Packets.ip("10.0.2.3"));
    }

    @Test
    void a_guest_fetches_from_the_hosts_loopback() throws Exception {
        byte[] content = new byte[200_000];
        new SplittableRandom(1).nextBytes(content);
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            CompletableFuture<String> served = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = server.accept()) {
                    byte[] request = socket.getInputStream().readNBytes(5);
                    socket.getOutputStream().write(content);
                    return new String(request, StandardCharsets.US_ASCII);
                } catch (IOException e) {
                    return e.toString();
                }
            });
            guest.lease();
            guest.resolve(SlirpAddresses.HOST);

            byte[] fetched = guest.exchange(SlirpAddresses.HOST, server.getLocalPort(), text("fetch"));

            assertThat(served.get()).isEqualTo("fetch");
            assertThat(fetched).isEqualTo(content);
        }
    }

    @Test
    void datagrams_reach_the_hosts_loopback_and_come_back() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            guest.lease();
            guest.resolve(SlirpAddresses.HOST);
            guest.sendUdp(SlirpAddresses.HOST, 5000, server.getLocalPort(), text("there"));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            server.setSoTimeout(20_000);
            server.receive(packet);
            server.send(new DatagramPacket(text("and back"), 8, packet.getSocketAddress()));

            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII))
                    .isEqualTo("there");
            assertThat(guest.awaitUdp(5000)).isEqualTo(text("and back"));
        }
    }

    @Test
    void an_isolated_guest_reaches_nothing_but_is_reached() throws Exception {
        backend.close();
        int port = freePort();
        backend = SlirpBackend.open(MAC, true, List.of(PortForward.local(Protocol.TCP, port, 80)));
        guest = new TestGuest(backend, MAC, SlirpAddresses.GUEST);
        guest.lease();
        guest.resolve(SlirpAddresses.HOST);
        try (DatagramSocket server = new DatagramSocket(0, LOOPBACK)) {
            guest.sendUdp(SlirpAddresses.HOST, 5000, server.getLocalPort(), text("there"));
            assertThat(forwarded(port)).isEqualTo("asked and answered");
            // What was sent before would have come by now: one thread carries both.
            server.setSoTimeout(200);
            assertThatThrownBy(() -> server.receive(new DatagramPacket(new byte[10], 10)))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    private String forwarded(int port) throws Exception {
        CompletableFuture<String> client = CompletableFuture.supplyAsync(() -> {
            try (Socket socket = new Socket(LOOPBACK, port)) {
                socket.getOutputStream().write(text("asked"));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                return e.toString();
            }
        });
        byte[] request = guest.serve(80, text(" and answered"));
        return new String(request, StandardCharsets.US_ASCII) + client.get();
    }

    @Test
    void a_forward_that_is_added_while_it_runs_leads_to_the_guest() throws Exception {
        guest.lease();
        PortForward forward = PortForward.local(Protocol.TCP, freePort(), 80);

        backend.add(forward);

        assertThat(backend.forwards()).containsExactly(forward);
        assertThat(forwarded(forward.hostPort())).isEqualTo("asked and answered");
        assertThat(backend.remove(forward)).isTrue();
        assertThat(backend.remove(forward)).isFalse();
        assertThatThrownBy(() -> new Socket(LOOPBACK, forward.hostPort()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_forward_of_datagrams_leads_to_the_guest_and_back() throws Exception {
        guest.lease();
        PortForward forward = PortForward.local(Protocol.UDP, freePort(), 5353);
        backend.add(forward);
        try (DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
            client.send(new DatagramPacket(text("ping"), 4, new InetSocketAddress(LOOPBACK, forward.hostPort())));

            assertThat(guest.awaitUdp(5353)).isEqualTo(text("ping"));
        }
    }

    @Test
    void a_forward_of_ipv6_listens_on_the_hosts_loopback() throws Exception {
        assumeTrue(java.nio.file.Files.exists(java.nio.file.Path.of("/proc/net/if_inet6")), "this host has no IPv6");
        int port = freePort();
        PortForward forward = new PortForward(Protocol.TCP, "::1", port, null, 80);

        backend.add(forward);

        try (Socket socket = new Socket(InetAddress.getByName("::1"), port)) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void a_port_that_is_taken_is_told_in_one_sentence() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK)) {
            PortForward forward = PortForward.local(Protocol.TCP, other.getLocalPort(), 80);

            assertThatThrownBy(() -> backend.add(forward))
                    .isInstanceOf(NetException.class)
                    .hasMessage(
                            "The port forward \"%s\" cannot be: TCP port %d of 127.0.0.1 is taken by another program; choose another.",
                            forward, other.getLocalPort());
            assertThatThrownBy(() -> SlirpBackend.open(MAC, false, List.of(forward)))
                    .isInstanceOf(NetException.class);
            assertThat(backend.forwards()).isEmpty();
        }
    }

    @Test
    void a_privileged_port_is_told_in_one_sentence() {
        assumeTrue(!System.getProperty("user.name").equals("root"), "root may listen anywhere");
        PortForward forward = PortForward.local(Protocol.TCP, 1, 80);

        assertThatThrownBy(() -> backend.add(forward))
                .hasMessageContaining(
                        "TCP port 1 of 127.0.0.1 is kept for privileged programs; choose one from 1024 on.");
    }

    @Test
    void an_address_that_the_host_has_not_is_told_in_one_sentence() throws Exception {
        PortForward forward = new PortForward(Protocol.TCP, "192.0.2.1", freePort(), null, 80);

        assertThatThrownBy(() -> backend.add(forward)).hasMessageContaining("the host has no address 192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 14, 33, 1514, 9022, 9023, 65_549, 65_550})
    void frames_of_any_length_and_content_harm_nobody(int length) {
        SplittableRandom random = new SplittableRandom(length);
        for (int type : new int[] {0, 0x0800, 0x0806, 0x86dd, 0xffff}) {
            byte[] frame = new byte[length];
            random.nextBytes(frame);
            if (length > 14) {
                frame[12] = (byte) (type >>> 8);
                frame[13] = (byte) type;
                frame[14] = (byte) (type == 0x86dd ? 0x60 : 0x45);
            }
            guest.send(frame);
        }

        guest.lease();
        assertThat(guest.address).isEqualTo(Packets.ip("10.0.2.15"));
    }

    @Test
    void a_guest_that_took_nothing_for_a_while_goes_on_where_it_was() {
        guest.lease();
        guest.resolve(SlirpAddresses.HOST);
        for (int i = 0; i < 10_000; i++) {
            guest.send(Packets.arp(MAC.octets(), guest.address, Packets.ip(SlirpAddresses.HOST)));
        }
        while (!backend.hasRoom() || !guest.hearsNothing()) {
            Thread.onSpinWait();
        }

        guest.lease();
        assertThat(guest.address).isEqualTo(Packets.ip("10.0.2.15"));
    }

    @Test
    void a_closed_network_can_be_closed_again() {
        backend.close();
        backend.close();
    }
}
