package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.engine.machine.MachineListener;
import org.vitrine.engine.qmp.QmpClient;

@Timeout(30)
class QmpServerTest {
    private static final String STATUS = "{\"execute\":\"query-status\"}";
    private static final String RUNNING = "{\"return\":{\"status\":\"running\",\"singlestep\":false,\"running\":true}}";

    @TempDir
    Path directory;

    private final FakeMachine machine = new FakeMachine();
    private ControlSocket socket;
    private QmpServer server;

    @BeforeEach
    void serve() throws IOException {
        socket = ControlSocket.bind(directory.resolve("control.sock"));
        server = QmpServer.serve(socket, machine);
    }

    @AfterEach
    void stop() {
        server.close();
        socket.close();
    }

    @Test
    void the_socket_is_open_to_its_owner_alone() throws IOException {
        assertThat((Integer) Files.getAttribute(socket.path(), "unix:mode") & 0777)
                .isEqualTo(0700);
    }

    @Test
    void a_path_that_exists_is_refused_and_left_alone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");

        assertThatThrownBy(() -> ControlSocket.bind(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " exists already; remove it, or choose another path for the control socket.");
        assertThat(file).hasContent("content");
        assertThatThrownBy(() -> ControlSocket.bind(socket.path())).hasMessageContaining("exists already");
    }

    @Test
    void a_path_too_long_or_without_its_directory_is_refused() {
        Path longest = directory.resolve("x".repeat(120));
        Path nowhere = directory.resolve("nowhere/control.sock");

        assertThatThrownBy(() -> ControlSocket.bind(longest)).hasMessageContaining("longer than the 107 bytes");
        assertThatThrownBy(() -> ControlSocket.bind(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be made");
    }

    @Test
    void whoever_sees_the_socket_can_connect() throws Exception {
        for (int i = 0; i < 300; i++) {
            Path path = directory.resolve("waited-for-" + i);
            CompletableFuture<Void> connected = CompletableFuture.runAsync(() -> {
                while (!Files.exists(path)) {
                    Thread.onSpinWait();
                }
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                    assertThat(channel.isConnected()).isTrue();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (ControlSocket made = ControlSocket.bind(path)) {
                connected.get();
                assertThat(made.path()).isEqualTo(path);
            }
        }
    }

    @Test
    void several_clients_are_served_and_all_of_them_hear_of_events() throws Exception {
        List<QmpClient> clients = new ArrayList<>();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        for (int i = 0; i < 8; i++) {
            QmpClient client = QmpClient.connect(socket.path());
            client.onEvent(event -> heard.add(event.name()));
            clients.add(client);
        }
        for (QmpClient client : clients) {
            assertThat(client.execute("query-name").get().path("name").textValue())
                    .isEqualTo("test");
        }
        clients.getFirst().execute("stop").get();

        for (int i = 0; i < 8; i++) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("STOP");
        }
        clients.forEach(QmpClient::close);
    }

    @Test
    void an_event_comes_before_the_reply_to_the_command_that_caused_it() throws IOException {
        try (RawClient client = RawClient.negotiated(socket.path())) {
            assertThat(client.ask("{\"execute\":\"stop\",\"id\":1}")).contains("\"event\":\"STOP\"");
            assertThat(client.line()).isEqualTo("{\"return\":{},\"id\":1}");
        }
    }

    @Test
    void a_client_in_negotiation_hears_no_events() throws IOException {
        try (RawClient client = new RawClient(socket.path());
                RawClient other = RawClient.negotiated(socket.path())) {
            client.line();
            other.ask("{\"execute\":\"stop\"}");
            other.line();

            assertThat(client.ask("{\"execute\":\"qmp_capabilities\"}")).isEqualTo("{\"return\":{}}");
        }
    }

    @Test
    void a_client_that_does_not_read_is_cut_off_and_nobody_else_notices() throws Exception {
        try (RawClient deaf = RawClient.negotiated(socket.path());
                QmpClient good = QmpClient.connect(socket.path())) {
            assertThat(deaf.channel.isOpen()).isTrue();
            // Far more than socket buffers and the outbox hold; the good client's replies keep pace.
            for (int i = 0; i < 400; i++) {
                for (int n = 0; n < 100; n++) {
                    machine.tell(MachineListener::powerdown);
                }
                good.execute("query-status").get();
            }

            assertThat(good.isOpen()).isTrue();
            String line;
            do {
                line = deaf.line();
            } while (line != null);
        }
    }

    @Test
    void commands_of_a_client_that_does_not_read_wait_for_it_and_none_is_lost() throws Exception {
        try (RawClient client = RawClient.negotiated(socket.path())) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 30_000; i++) {
                        client.send("{\"execute\":\"query-cpus-fast\",\"id\":" + i + "}");
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 30_000; i++) {
                assertThat(client.line()).endsWith(",\"id\":" + i + "}");
            }
            sender.join();
        }
    }

    @Test
    void sixty_four_mebibytes_in_one_message_are_answered_by_one_error() throws Exception {
        try (RawClient client = RawClient.negotiated(socket.path())) {
            byte[] junk = new byte[1 << 20];
            java.util.Arrays.fill(junk, (byte) 'x');
            client.send("{\"execute\":\"");
            for (int i = 0; i < 64; i++) {
                client.send(junk);
            }
            client.send("\"}");

            assertThat(client.line())
                    .isEqualTo(
                            "{\"error\":{\"class\":\"GenericError\",\"desc\":\"The message is longer than the 262144 bytes that are allowed\"}}");
            assertThat(client.ask(STATUS)).isEqualTo(RUNNING);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void a_session_survives_any_bytes(long seed) throws Exception {
        Random random = new Random(seed);
        String[] pieces = {
            "{\"execute\":",
            "\"stop\"",
            "\"query-block\"",
            "\"screendump\"",
            "\"eject\"",
            ",\"arguments\":{",
            "\"id\":",
            "\"cd0\"",
            "[",
            "]",
            "{",
            "}",
            "}",
            ",",
            ":",
            "null",
            "1e99",
            "-1",
            "\"keys\":[",
            "\"\\ud800\"",
            "\n",
            " ",
            "\u0007",
            "é"
        };
        try (RawClient client = RawClient.negotiated(socket.path())) {
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    String line;
                    do {
                        line = client.line();
                    } while (line != null && !line.contains("the-end"));
                    assertThat(line).isNotNull();
                    client.send("{\"execute\":\"query-name\",\"id\":\"answered\"}");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 3000; i++) {
                client.send(pieces[random.nextInt(pieces.length)]);
                if (random.nextInt(50) == 0) {
                    client.send(new byte[] {(byte) random.nextInt(256)});
                }
            }
            client.send(new byte[] {(byte) 0xff});
            client.send("{\"execute\":\"query-status\",\"id\":\"the-end\"}");
            reader.join();

            assertThat(client.line()).isEqualTo("{\"return\":{\"name\":\"test\"},\"id\":\"answered\"}");
        }
    }

    @Test
    void a_client_that_stops_sending_still_gets_its_replies() throws Exception {
        try (RawClient client = new RawClient(socket.path())) {
            client.send("{\"execute\":\"qmp_capabilities\"}" + STATUS);
            client.channel.shutdownOutput();

            assertThat(client.line()).startsWith("{\"QMP\":");
            assertThat(client.line()).isEqualTo("{\"return\":{}}");
            assertThat(client.line()).isEqualTo(RUNNING);
            assertThat(client.line()).isNull();
        }
    }

    @Test
    void closing_the_server_sends_what_waits_and_removes_the_socket() throws Exception {
        try (RawClient client = RawClient.negotiated(socket.path())) {
            client.send("{\"execute\":\"quit\",\"id\":9}\n");
            machine.outcome.get();
            server.close();

            assertThat(client.line())
                    .contains("\"event\":\"SHUTDOWN\",\"data\":{\"guest\":false,\"reason\":\"host-qmp-quit\"}");
            assertThat(client.line()).isEqualTo("{\"return\":{},\"id\":9}");
            assertThat(client.line()).isNull();
            assertThat(socket.path()).doesNotExist();
        }
    }

    @Test
    void the_thirty_third_client_is_turned_away() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            clients.add(RawClient.negotiated(socket.path()));
        }
        try (RawClient extra = new RawClient(socket.path())) {
            assertThat(extra.line()).isNull();
        }
        assertThat(clients.getLast().ask(STATUS)).isEqualTo(RUNNING);
        for (RawClient client : clients) {
            client.close();
        }
    }

    @Test
    void the_client_of_this_project_understands_every_event() throws Exception {
        try (QmpClient client = QmpClient.connect(socket.path())) {
            BlockingQueue<String> heard = new LinkedBlockingQueue<>();
            client.onEvent(event -> heard.add(event.name() + event.data()));
            machine.tell(listener -> listener.guestPanicked(false));
            machine.tell(listener -> listener.guestPanicked(true));
            machine.tell(listener -> listener.reset(org.vitrine.engine.machine.Cause.GUEST_RESET));
            client.execute("eject", Map.of("id", "cd0")).get();

            assertThat(heard)
                    .containsExactly(
                            "GUEST_PANICKED{\"action\":\"pause\"}",
                            "GUEST_CRASHLOADED{\"action\":\"run\"}",
                            "RESET{\"guest\":true,\"reason\":\"guest-reset\"}",
                            "DEVICE_TRAY_MOVED{\"device\":\"cd0\",\"tray-open\":true,\"id\":\"cd0\"}");
        }
    }
}
