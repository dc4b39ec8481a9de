package org.vitrine.engine.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.json.JsonValues;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;
import org.vitrine.engine.qmp.QmpFramer;

/**
 * One client of the server: greeting, negotiation, then commands in turn (QMP specification, 2 and 4). A reader thread runs the commands, a writer thread sends what
 * waits. A client that does not read what it is sent holds up its own commands, and is cut off when events no longer find room;
 * nobody else notices.
 */
final class QmpSession {
    static final String NEGOTIATE = "qmp_capabilities";

    private static final Logger LOG = System.getLogger(QmpSession.class.getName());
    /** Longest command; parsed, it takes some twenty times as much of a small heap. */
    private static final int MAX_MESSAGE = 256 << 10;

    private static final int READ_BYTES = 16 << 10;
    private static final long OUTBOX_BYTES = 1 << 20;
    /** For what waits, once a session ends. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final SocketChannel channel;
    private final Commands commands;
    private final Consumer<QmpSession> onEnd;
    private final Outbox outbox = new Outbox(OUTBOX_BYTES);
    private final Thread reader;
    private final Thread writer;
    /** Of the reader thread alone. */
    private boolean negotiated;
    /** Set when the negotiation's reply is on its way, before which no event may be sent. */
    private volatile boolean hearsEvents;

    /** Carries commands out. */
    interface Commands {
        @Nullable
        Object execute(String name, Arguments arguments) throws QmpException, MachineException;
    }

    /** @param onEnd told once, on the session's own thread, when the client is gone */
    QmpSession(SocketChannel channel, Commands commands, Consumer<QmpSession> onEnd) {
        this.channel = channel;
        this.commands = commands;
        this.onEnd = onEnd;
        this.reader = Thread.ofVirtual().name("qmp-session-reader").unstarted(this::read);
        this.writer = Thread.ofVirtual().name("qmp-session-writer").unstarted(this::write);
    }

    /** Greets the client and begins to listen to it. */
    void start() {
        Map<String, Object> greeting = new LinkedHashMap<>();
        greeting.put("version", QmpVersion.version());
        greeting.put("capabilities", List.of());
        outbox.offer(QmpCodec.write(JsonValues.of(Map.of("QMP", greeting))));
        writer.start();
        reader.start();
    }

    /** Sends an event, unless the client is still negotiating. Never waits. */
    void sendEvent(byte[] line) {
        if (hearsEvents && !outbox.offer(line)) {
            LOG.log(Level.WARNING, "A control client that does not read its events was cut off");
            // Closing may wait for the writer's system call, which an event's thread must not.
            Thread.ofVirtual().start(this::cut);
        }
    }

    /** Ends the session when the command underway is answered and all is sent; waits for that a little. */
    void finish() {
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A control client was gone already: {0}", e.getMessage());
        }
        try {
            reader.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }

    private void cut() {
        outbox.close();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing a control connection failed: {0}", e.getMessage());
        }
    }

    private void read() {
        QmpFramer framer = new QmpFramer(MAX_MESSAGE, new QmpFramer.Sink() {
            @Override
            public void message(byte[] bytes, int offset, int length) {
                answer(bytes, offset, length);
            }

            @Override
            public void garbage(String reason) {
                reply(error(null, QmpException.generic(reason)));
            }
        });
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        try {
            while (channel.read(buffer) >= 0) {
                framer.feed(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A control client was lost: {0}", e.getMessage());
        } finally {
            end();
        }
    }

    private void end() {
        outbox.close();
        try {
            writer.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cut();
            onEnd.accept(this);
        }
    }

    private void write() {
        try {
            for (Optional<byte[]> line = outbox.take(); line.isPresent(); line = outbox.take()) {
                ByteBuffer bytes = ByteBuffer.wrap(line.get());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A control client was lost: {0}", e.getMessage());
            cut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reply(ObjectNode message) {
        try {
            outbox.put(QmpCodec.write(message));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(byte[] bytes, int offset, int length) {
        JsonNode id = null;
        try {
            JsonNode message = QmpCodec.read(bytes, offset, length);
            id = message.get("id");
            reply(success(id, JsonValues.of(run(message))));
            hearsEvents = negotiated;
        } catch (QmpException e) {
            reply(error(id, e));
        } catch (MachineException e) {
            reply(error(id, QmpException.generic(String.valueOf(e.getMessage()))));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A command failed", e);
            reply(error(id, QmpException.generic("The VM process failed to do this; its log has the reason")));
        }
    }

    private Object run(JsonNode message) throws QmpException, MachineException {
        if (!message.isObject()) {
            throw QmpException.generic("QMP input must be a JSON object");
        }
        for (Map.Entry<String, JsonNode> member : message.properties()) {
            switch (member.getKey()) {
                case "id" -> {}
                case "execute" -> {
                    if (!member.getValue().isTextual()) {
                        throw QmpException.generic("QMP input member 'execute' must be a string");
                    }
                }
                case "arguments" -> {
                    if (!member.getValue().isObject()) {
                        throw QmpException.generic("QMP input member 'arguments' must be an object");
                    }
                }
                default -> throw QmpException.generic("QMP input member '%s' is unexpected".formatted(member.getKey()));
            }
        }
        JsonNode name = message.get("execute");
        if (name == null) {
            throw QmpException.generic("QMP input lacks member 'execute'");
        }
        Object result = run(name.textValue(), Arguments.of(message.get("arguments")));
        return result == null ? Map.of() : result;
    }

    private @Nullable Object run(String name, Arguments arguments) throws QmpException, MachineException {
        if (name.equals(NEGOTIATE)) {
            return negotiate(arguments);
        }
        if (!negotiated) {
            throw new QmpException(
                    QmpErrorClass.COMMAND_NOT_FOUND, "Expecting capabilities negotiation with 'qmp_capabilities'");
        }
        return commands.execute(name, arguments);
    }

    private Object negotiate(Arguments arguments) throws QmpException {
        if (negotiated) {
            throw new QmpException(
                    QmpErrorClass.COMMAND_NOT_FOUND, "Capabilities negotiation is already complete, command ignored");
        }
        for (String capability : arguments.optionalTexts("enable")) {
            throw Arguments.notAccepted("enable", capability);
        }
        arguments.end();
        negotiated = true;
        return Map.of();
    }

    private static ObjectNode success(@Nullable JsonNode id, JsonNode result) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.set("return", result);
        return withId(message, id);
    }

    private static ObjectNode error(@Nullable JsonNode id, QmpException e) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.putObject("error").put("class", e.errorClass().wireName()).put("desc", e.getMessage());
        return withId(message, id);
    }

    private static ObjectNode withId(ObjectNode message, @Nullable JsonNode id) {
        if (id != null) {
            message.set("id", id);
        }
        return message;
    }
}
