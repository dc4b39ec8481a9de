package org.vitrine.engine.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class QmpClientTest {
    private static final String GREETING = "{\"QMP\":{\"version\":{\"package\":\"peer\"},\"capabilities\":[]}}\r\n";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private ServerSocketChannel listener;
    private SocketChannel peer;
    private BufferedReader fromClient;

    @BeforeEach
    void listen() throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket()));
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
        if (peer != null) {
            peer.close();
        }
    }

    private Path socket() {
        return directory.resolve("control.sock");
    }

    private void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            peer.write(bytes);
        }
    }

    private QmpClient connected() throws Exception {
        CompletableFuture<QmpClient> client = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                client.complete(QmpClient.connect(socket()));
            } catch (IOException e) {
                client.completeExceptionally(e);
            }
        });
        peer = listener.accept();
        fromClient = new BufferedReader(new InputStreamReader(Channels.newInputStream(peer), UTF_8));
        send(GREETING);
        assertThat(fromClient.readLine()).isEqualTo("{\"execute\":\"qmp_capabilities\",\"id\":1}");
        send("{\"return\":{},\"id\":1}\r\n");
        return client.get();
    }

    @Test
    void replies_out_of_order_reach_the_command_that_they_answer() throws Exception {
        try (QmpClient client = connected()) {
            CompletableFuture<JsonNode> first = client.execute("query-status");
            CompletableFuture<JsonNode> second = client.execute("query-name", Map.of());
            send("{\"return\":{\"name\":\"b\"},\"id\":3}{\"return\":{\"status\":\"a\"},\"id\":2}");

            assertThat(second.get().path("name").textValue()).isEqualTo("b");
            assertThat(first.get().path("status").textValue()).isEqualTo("a");
            assertThat(client.version().path("package").textValue()).isEqualTo("peer");
        }
    }

    @Test
    void a_refusal_keeps_its_class_and_words() throws Exception {
        try (QmpClient client = connected()) {
            CompletableFuture<JsonNode> reply = client.execute("eject", Map.of("id", "x"));
            send("{\"id\":2,\"error\":{\"class\":\"DeviceNotFound\",\"desc\":\"Device 'x' not found\"}}");

            assertThatThrownBy(reply::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            QmpException.class,
                            e -> assertThat(e.errorClass()).isEqualTo(QmpErrorClass.DEVICE_NOT_FOUND))
                    .hasMessage("Device 'x' not found");
        }
    }

    @Test
    void events_reach_every_listener_even_if_one_of_them_fails() throws Exception {
        try (QmpClient client = connected()) {
            BlockingQueue<QmpEvent> heard = new LinkedBlockingQueue<>();
            client.onEvent(event -> {
                throw new IllegalStateException("expected by the test");
            });
            QmpClient.Registration registration = client.onEvent(heard::add);
            send("{\"event\":\"STOP\",\"timestamp\":{\"seconds\":1,\"microseconds\":2}}");

            assertThat(heard.poll(10, TimeUnit.SECONDS)).isNotNull().satisfies(event -> {
                assertThat(event.name()).isEqualTo("STOP");
                assertThat(event.data().isEmpty()).isTrue();
            });
            registration.close();
        }
    }

    @Test
    void a_reply_that_never_came_fails_when_the_peer_goes() throws Exception {
        QmpClient client = connected();
        CountDownLatch ended = new CountDownLatch(1);
        client.onClose(ended::countDown);
        CompletableFuture<JsonNode> reply = client.execute("stop");
        peer.close();

        assertThatThrownBy(reply::get).hasRootCauseInstanceOf(IOException.class);
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(client.execute("stop")::get).hasRootCauseInstanceOf(IOException.class);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void close_fails_what_is_underway() throws Exception {
        QmpClient client = connected();
        CompletableFuture<JsonNode> reply = client.execute("stop");
        client.close();

        assertThatThrownBy(reply::get).rootCause().hasMessage("The connection to the VM was closed.");
    }

    @Test
    void a_call_gives_the_reply_and_names_the_command_that_failed_and_why() throws Exception {
        QmpClient client = connected();
        FutureTask<JsonNode> status = new FutureTask<>(() -> client.call("query-status", Map.of(), PATIENCE));
        Thread.ofVirtual().start(status);
        fromClient.readLine();
        send("{\"return\":{\"status\":\"running\"},\"id\":2}");
        assertThat(status.get().path("status").textValue()).isEqualTo("running");

        FutureTask<JsonNode> refused = new FutureTask<>(() -> client.call("eject", Map.of("id", "x"), PATIENCE));
        Thread.ofVirtual().start(refused);
        fromClient.readLine();
        send("{\"id\":3,\"error\":{\"class\":\"DeviceNotFound\",\"desc\":\"Device 'x' not found\"}}");
        assertThatThrownBy(refused::get)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("eject: Device 'x' not found")
                .hasCauseInstanceOf(QmpException.class);

        assertThatThrownBy(() -> client.call("stop", Map.of(), Duration.ofMillis(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("stop: no reply in 1 ms")
                .hasCauseInstanceOf(TimeoutException.class);

        client.close();
        assertThatThrownBy(() -> client.call("cont", Map.of(), PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessage("cont: The connection to the VM was closed.")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void what_is_not_qmp_ends_the_connection() throws Exception {
        QmpClient client = connected();
        CompletableFuture<JsonNode> reply = client.execute("stop");
        send("{\"return\":\n\"a\nb\"}");

        assertThatThrownBy(reply::get).rootCause().hasMessageContaining("what is not QMP");
    }

    @Test
    void nobody_listening_is_one_sentence() {
        Path nowhere = directory.resolve("nowhere.sock");

        assertThatThrownBy(() -> QmpClient.connect(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("No VM answers at " + nowhere);
    }
}
