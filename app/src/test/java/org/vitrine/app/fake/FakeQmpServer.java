package org.vitrine.app.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpEvent;
import org.vitrine.engine.qmp.QmpException;
import org.vitrine.engine.qmp.QmpFramer;

/** A control socket with a brain of the test's choice behind it. */
final class FakeQmpServer implements AutoCloseable {
    /** Answers a command. */
    @FunctionalInterface
    interface Brain {
        JsonNode execute(String command, JsonNode arguments) throws QmpException, IOException;
    }

    private final ServerSocketChannel server;
    private final Brain brain;
    private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();

    private FakeQmpServer(ServerSocketChannel server, Brain brain) {
        this.server = server;
        this.brain = brain;
    }

    static FakeQmpServer open(Path socket, Brain brain) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        FakeQmpServer server = new FakeQmpServer(channel, brain);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            ObjectNode greeting = JsonNodeFactory.instance.objectNode();
            greeting.putObject("QMP").putObject("version");
            send(client, greeting);
            QmpFramer framer = new QmpFramer(QmpFramer.DEFAULT_LIMIT, new QmpFramer.Sink() {
                @Override
                public void message(byte[] bytes, int offset, int length) {
                    answer(client, bytes, offset, length);
                }

                @Override
                public void garbage(String reason) {
                    throw new IllegalStateException(reason);
                }
            });
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (client.read(buffer) >= 0) {
                framer.feed(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            clients.remove(client);
        }
    }

    private void answer(SocketChannel client, byte[] bytes, int offset, int length) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        try {
            JsonNode message = QmpCodec.read(bytes, offset, length);
            reply.set("id", message.path("id"));
            reply.set("return", brain.execute(message.path("execute").asText(), message.path("arguments")));
        } catch (QmpException e) {
            reply.putObject("error").put("class", "GenericError").put("desc", e.getMessage());
        } catch (IOException e) {
            reply.putObject("error").put("class", "GenericError").put("desc", e.toString());
        }
        send(client, reply);
    }

    void event(String name) {
        event(name, JsonNodeFactory.instance.objectNode());
    }

    void event(String name, JsonNode data) {
        for (SocketChannel client : clients) {
            send(client, QmpCodec.event(new QmpEvent(name, data, Instant.EPOCH)));
        }
    }

    private static void send(SocketChannel client, JsonNode message) {
        ByteBuffer bytes = ByteBuffer.wrap(QmpCodec.write(message));
        synchronized (client) {
            try {
                while (bytes.hasRemaining()) {
                    client.write(bytes);
                }
            } catch (IOException e) {
                // The client is gone.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) {
            client.close();
        }
    }
}
