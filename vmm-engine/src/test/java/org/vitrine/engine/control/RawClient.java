package org.vitrine.engine.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A client that sends bytes and reads lines. */
final class RawClient implements AutoCloseable {
    final SocketChannel channel;
    private final BufferedReader lines;

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
    }

    /** Past greeting and negotiation. */
    static RawClient negotiated(Path socket) throws IOException {
        RawClient client = new RawClient(socket);
        client.line();
        client.ask("{\"execute\":\"qmp_capabilities\"}");
        return client;
    }

    void send(String text) throws IOException {
        send(text.getBytes(UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    /** The next line, or null at the end. */
    String line() throws IOException {
        return lines.readLine();
    }

    String ask(String command) throws IOException {
        send(command + "\n");
        return line();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
