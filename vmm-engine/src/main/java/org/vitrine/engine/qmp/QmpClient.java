package org.vitrine.engine.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a VM's control socket, past the capabilities negotiation.
 *
 * <p>{@link #execute} never blocks and is safe for any thread. Listeners are called, and futures completed, in the
 * order of arrival on the connection's own reader thread: they hand work on and must not wait there for another reply.
 */
public final class QmpClient implements AutoCloseable {
    private static final Logger LOG = System.getLogger(QmpClient.class.getName());
    /** Long, for a busy host: who does not answer at all is told at once by the closed socket. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);
    /** Commands that wait to be written, before {@link #execute} refuses more: the VM process no longer reads. */
    private static final int QUEUE = 1024;

    private final SocketChannel channel;
    private final AtomicLong nextId = new AtomicLong(1);
    private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>(QUEUE);
    private final List<Consumer<QmpEvent>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<JsonNode> greeting = new CompletableFuture<>();
    private final CompletableFuture<IOException> closed = new CompletableFuture<>();

    private QmpClient(SocketChannel channel) {
        this.channel = channel;
    }

    /** Connects with thirty seconds of patience for the greeting, and as many for the reply after it. */
    public static QmpClient connect(Path socket) throws IOException {
        return connect(socket, HANDSHAKE);
    }

    /**
     * Connects, reads the greeting and leaves negotiation mode.
     *
     * @param patience how long the greeting may take, and the reply to the one command after it
     * @throws IOException with a sentence if nobody listens there, or what listens does not speak QMP
     */
    public static QmpClient connect(Path socket, Duration patience) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("No VM answers at %s: %s.".formatted(socket, e.getMessage()), e);
        }
        QmpClient client = new QmpClient(channel);
        Thread.ofVirtual().name("qmp-client-reader").start(client::readLoop);
        Thread.ofVirtual().name("qmp-client-writer").start(client::writeLoop);
        try {
            client.greeting.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            client.execute("qmp_capabilities", Map.of()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return client;
        } catch (TimeoutException | ExecutionException e) {
            client.close();
            throw new IOException("What listens at %s does not answer as a VM does.".formatted(socket), e);
        } catch (InterruptedException e) {
            client.close();
            Thread.currentThread().interrupt();
            throw new IOException("Connecting to %s was interrupted.".formatted(socket), e);
        }
    }

    /**
     * Sends a command.
     *
     * @param arguments plain Java values (maps, lists, strings, numbers, booleans) or JSON nodes; empty for none
     * @return the reply's {@code return} member; fails with a {@link QmpException} if the VM refuses, with an
     *     {@link IOException} if the connection ends before the reply
     */
    public CompletableFuture<JsonNode> execute(String command, Map<String, ?> arguments) {
        long id = nextId.getAndIncrement();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        pending.put(id, reply);
        if (!outgoing.offer(QmpCodec.write(QmpCodec.command(command, arguments, id)))) {
            pending.remove(id);
            reply.completeExceptionally(new IOException("The VM process has stopped reading commands."));
        }
        IOException reason = closed.getNow(null);
        if (reason != null && pending.remove(id) != null) {
            reply.completeExceptionally(reason);
        }
        return reply;
    }

    /** Sends a command without arguments. */
    public CompletableFuture<JsonNode> execute(String command) {
        return execute(command, Map.of());
    }

    /**
     * Sends a command and waits for its reply; not for the reader thread, on which listeners are called.
     *
     * @param arguments as in {@link #execute(String, Map)}
     * @param patience how long the reply may take
     * @return the reply's {@code return} member
     * @throws IOException in a sentence that begins with the command: the cause is a {@link QmpException} if the VM refuses, a {@link TimeoutException} if there
     *     is no reply in that time, which does not mean that the command is not carried out, or else the {@link IOException} that the connection ended with
     */
    public JsonNode call(String command, Map<String, ?> arguments, Duration patience)
            throws IOException, InterruptedException {
        try {
            return execute(command, arguments).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNull(e.getCause());
            throw new IOException(command + ": " + reason.getMessage(), reason);
        } catch (TimeoutException e) {
            throw new IOException("%s: no reply in %d ms".formatted(command, patience.toMillis()), e);
        }
    }

    /** Hears of every event from now on, until the result is closed. */
    public Registration onEvent(Consumer<QmpEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Runs once when the connection has ended, whoever ended it; at once if it has. */
    public void onClose(Runnable action) {
        var unused = closed.thenRun(action);
    }

    /** The greeting's {@code version} member. */
    public JsonNode version() {
        return greeting.join().path("QMP").path("version");
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void close() {
        end(new IOException("The connection to the VM was closed."));
    }

    /** Ends a subscription. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    private void readLoop() {
        ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        QmpFramer framer = new QmpFramer(QmpFramer.DEFAULT_LIMIT, new QmpFramer.Sink() {
            @Override
            public void message(byte[] bytes, int offset, int length) {
                try {
                    dispatch(QmpCodec.read(bytes, offset, length));
                } catch (QmpException e) {
                    garbage(e.getMessage());
                }
            }

            @Override
            public void garbage(@Nullable String reason) {
                end(new IOException("The VM process sent what is not QMP: " + reason + "."));
            }
        });
        try {
            while (channel.read(buffer) >= 0) {
                framer.feed(buffer.flip());
                buffer.clear();
            }
            end(new IOException("The VM process closed the connection."));
        } catch (IOException e) {
            end(new IOException("The connection to the VM process was lost.", e));
        } finally {
            end(new IOException("The connection to the VM process was lost."));
        }
    }

    private void dispatch(JsonNode message) {
        QmpEvent event = QmpCodec.eventIn(message);
        if (event != null) {
            for (Consumer<QmpEvent> listener : listeners) {
                try {
                    listener.accept(event);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "A listener failed on " + event.name(), e);
                }
            }
        } else if (message.has("QMP")) {
            greeting.complete(message);
        } else {
            CompletableFuture<JsonNode> reply = message.path("id").isIntegralNumber()
                    ? pending.remove(message.path("id").longValue())
                    : null;
            if (reply == null) {
                LOG.log(Level.WARNING, "A reply to no command was ignored");
                return;
            }
            QmpException error = QmpCodec.errorIn(message);
            if (error != null) {
                reply.completeExceptionally(error);
            } else {
                reply.complete(message.path("return"));
            }
        }
    }

    private void writeLoop() {
        try {
            while (!closed.isDone()) {
                ByteBuffer line = ByteBuffer.wrap(outgoing.take());
                while (line.hasRemaining()) {
                    channel.write(line);
                }
            }
        } catch (IOException e) {
            end(new IOException("The connection to the VM process was lost.", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(IOException reason) {
        // The first reason counts: closing the channel makes the reader come here with one of its own.
        boolean first = closed.complete(reason);
        if (first) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "Closing the control connection failed", e);
            }
            // Wakes the writer; a full queue means that it is not waiting.
            boolean unused = outgoing.offer(new byte[0]);
            greeting.completeExceptionally(reason);
        }
        IOException why = closed.join();
        for (Long id : List.copyOf(pending.keySet())) {
            CompletableFuture<JsonNode> reply = pending.remove(id);
            if (reply != null) {
                reply.completeExceptionally(why);
            }
        }
    }
}
