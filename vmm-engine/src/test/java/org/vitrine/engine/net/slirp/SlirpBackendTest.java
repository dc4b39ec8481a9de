package org.vitrine.engine.net.slirp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.vitrine.engine.net.HostSide.LOOPBACK;
import static org.vitrine.engine.net.HostSide.ask;
import static org.vitrine.engine.net.HostSide.freePort;
import static org.vitrine.engine.net.HostSide.text;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.engine.config.MacAddress;
import org.vitrine.engine.config.PortForward;
import org.vitrine.engine.config.PortForward.Protocol;
import org.vitrine.engine.net.Cable;
import org.vitrine.engine.net.NetException;
import org.vitrine.engine.net.Packets;
import org.vitrine.engine.net.TestGuest;

/** A shared network against the host's own loopback interface. */
class SlirpBackendTest {
    private static final MacAddress MAC = new MacAddress(0x5254_0012_3456L);

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

    @Test
    void a_guest_gets_address_gateway_and_name_server() {
        byte[] lease = guest.lease();

        assertThat(guest.address).isEqualTo(Packets.ip("10.0.2.15"));
        assertThat(Packets.dhcpOption(lease, 1)).isEqualTo(Packets.ip("255.255.255.0"));
        assertThat(Packets.dhcpOption(lease, 3)).isEqualTo(Packets.ip("10.0.2.2"));
        assertThat(Packets.dhcpOption(lease, 6)).isEqualTo(Packets.ip("10.0.2.3"));
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
            assertThat(ask(guest, LOOPBACK, port)).isEqualTo("asked and answered");
            // What was sent before would have come by now: one thread carries both.
            server.setSoTimeout(200);
            assertThatThrownBy(() -> server.receive(new DatagramPacket(new byte[10], 10)))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
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

    @Test
    void frames_of_any_length_and_content_harm_nobody() {
        for (int length : new int[] {0, 1, 13, 14, 33, 1514, 9022, 9023, 65_535, 65_536, 65_549, 65_550}) {
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
    void a_network_that_cannot_start_again_says_why_and_stays_down() throws Exception {
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        // A process that is just being started holds what this one has open, the port as well.
        backend.ensureWorks();
        backend.close();
        int port = freePort();
        backend = SlirpBackend.open(MAC, false, List.of(PortForward.local(Protocol.TCP, port, 80)));
        try (Cable cable = new Cable(backend, failures::add)) {
            backend.handle().destroyForcibly();
            assertThat(failures.poll(20, TimeUnit.SECONDS)).isNotNull();
            try (ServerSocket other = new ServerSocket(port, 1, LOOPBACK)) {
                assertThatThrownBy(cable::repair)
                        .isInstanceOf(NetException.class)
                        .hasMessageContaining("TCP port " + other.getLocalPort()
                                + " of 127.0.0.1 is taken by another program; choose another.");
            }
            assertThat(failures.poll(20, TimeUnit.SECONDS)).contains("is taken");
            assertThat(cable.link()).isFalse();

            cable.repair();

            assertThat(cable.link()).isTrue();
        }
    }

    @Test
    void the_process_can_gain_no_privileges_and_has_given_up_system_calls() throws Exception {
        backend.ensureWorks();

        assertThat(Files.readAllLines(
                        Path.of("/proc", Long.toString(backend.handle().pid()), "status")))
                .contains("NoNewPrivs:\t1", "Seccomp:\t2");
    }

    @Test
    void the_process_has_nothing_of_the_environment() throws Exception {
        backend.ensureWorks();
        byte[] environment = Files.readAllBytes(
                Path.of("/proc", Long.toString(backend.handle().pid()), "environ"));

        assertThat(new String(environment, StandardCharsets.UTF_8).split("\0"))
                .allMatch(variable ->
                        variable.isEmpty() || variable.startsWith("PATH=") || variable.startsWith("LD_LIBRARY_PATH="));
    }

    @Test
    void a_closed_network_can_be_closed_again() {
        backend.close();
        backend.close();
    }
}
