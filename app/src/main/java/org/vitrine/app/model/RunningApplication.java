package org.vitrine.app.model;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The one application of a user on a display: a second one hands it the files that it was started with, and ends. By a Unix socket in the folder of running machines,
 * which nobody else may enter; a word and the files are told as lines of UTF-8, and answered by a line.
 */
public final class RunningApplication implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RunningApplication.class.getName());
    private static final String SHOW = "show";
    private static final String TAKEN = "taken\n";
    private static final int MOST_BYTES = 1 << 20;

    private final Path socket;
    private final ServerSocketChannel server;

    private RunningApplication(Path socket, ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    /** Where the application on a display listens. @param environment that of the process, which names its display */
    public static Path socket(Path folder, Map<String, String> environment) {
        String display = environment.getOrDefault("WAYLAND_DISPLAY", environment.getOrDefault("DISPLAY", ""));
        return folder.resolve("application-" + display.replaceAll("[^A-Za-z0-9]", "-") + ".sock");
    }

    /**
     * Hands files to the application that runs. Waits for it.
     *
     * @param files none to show its window
     * @return whether there is one that took them
     */
    public static boolean handOver(Path socket, List<Path> files) {
        if (files.stream().anyMatch(file -> file.toString().contains("\n"))) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            String lines = SHOW
                    + files.stream()
                            .map(file -> "\n" + file.toAbsolutePath().normalize())
                            .collect(Collectors.joining());
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
            channel.shutdownOutput();
            return new String(Channels.newInputStream(channel).readNBytes(TAKEN.length()), StandardCharsets.UTF_8)
                    .equals(TAKEN);
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "No application listens at {0}: {1}", socket, e.getMessage());
            return false;
        }
    }

    /**
     * Listens from now on.
     *
     * @param taker is given files, on a thread of its own
     * @throws IOException if another listens there, or nobody can
     */
    public static RunningApplication listen(Path socket, Consumer<List<Path>> taker) throws IOException {
        if (Files.exists(socket) && !isHeard(socket)) {
            // Its application was killed.
            Files.delete(socket);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException | IllegalArgumentException e) {
            server.close();
            throw new IOException(socket + ": " + e.getMessage(), e);
        }
        Thread.ofVirtual().name("running-application").start(() -> serve(server, taker));
        return new RunningApplication(socket, server);
    }

    private static boolean isHeard(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void serve(ServerSocketChannel server, Consumer<List<Path>> taker) {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().name("running-application-peer").start(() -> take(channel, taker));
            } catch (ClosedChannelException e) {
                LOG.log(Level.DEBUG, "No longer listening", e);
            } catch (IOException e) {
                LOG.log(Level.INFO, "Another application was not heard: {0}", e.getMessage());
            }
        }
    }

    private static void take(SocketChannel channel, Consumer<List<Path>> taker) {
        try (channel) {
            read(channel, taker);
        } catch (IOException | InvalidPathException e) {
            LOG.log(Level.INFO, "What another application said was not taken: {0}", e.getMessage());
        }
    }

    private static void read(SocketChannel channel, Consumer<List<Path>> taker) throws IOException {
        byte[] said = Channels.newInputStream(channel).readNBytes(MOST_BYTES + 1);
        if (said.length > MOST_BYTES) {
            throw new IOException("too much");
        }
        List<String> lines = new String(said, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(SHOW)) {
            return;
        }
        List<Path> files = lines.stream().skip(1).map(Path::of).toList();
        ByteBuffer answer = ByteBuffer.wrap(TAKEN.getBytes(StandardCharsets.UTF_8));
        while (answer.hasRemaining()) {
            int unused = channel.write(answer);
        }
        taker.accept(files);
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} stays: {1}", socket, e.getMessage());
        }
    }
}
