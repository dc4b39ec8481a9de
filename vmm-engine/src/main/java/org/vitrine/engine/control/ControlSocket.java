package org.vitrine.engine.control;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.vitrine.engine.config.RuntimeRoot;
import org.vitrine.engine.linux.Umask;

/** A listening socket in the file system, open to its owner alone, which goes when it is closed. */
final class ControlSocket implements AutoCloseable {
    private final Path path;
    private final ServerSocketChannel listener;

    private ControlSocket(Path path, ServerSocketChannel listener) {
        this.path = path;
        this.listener = listener;
    }

    /**
     * Makes the socket; clients that connect wait until somebody accepts them.
     *
     * @throws IOException with a sentence if the path exists or cannot be a socket
     */
    static ControlSocket bind(Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > RuntimeRoot.MAX_SOCKET_PATH) {
            throw new IOException("%s is longer than the %d bytes that a socket's path can have; choose a shorter one."
                    .formatted(path, RuntimeRoot.MAX_SOCKET_PATH));
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    "%s exists already; remove it, or choose another path for the control socket.".formatted(path));
        }
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Path unready = unready(path);
        try {
            Umask.<IOException>ownerOnly(() -> listener.bind(UnixDomainSocketAddress.of(unready)));
            rename(unready, path);
            return new ControlSocket(path, listener);
        } catch (IOException e) {
            listener.close();
            throw new IOException("The control socket %s cannot be made: %s.".formatted(path, e.getMessage()), e);
        }
    }

    /**
     * Where the socket is until it listens: whoever waits for its file to appear can connect at once. The name is as long
     * as the other.
     */
    private static Path unready(Path path) {
        String name = String.valueOf(path.getFileName());
        return path.resolveSibling(name.substring(0, name.length() - 1) + (name.endsWith("~") ? '+' : '~'));
    }

    private static void rename(Path unready, Path path) throws IOException {
        try {
            Files.move(unready, path);
        } catch (IOException e) {
            Files.delete(unready);
            throw e;
        }
    }

    Path path() {
        return path;
    }

    ServerSocketChannel listener() {
        return listener;
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            System.getLogger(ControlSocket.class.getName())
                    .log(Level.WARNING, "The control socket stays: {0}", e.getMessage());
        }
    }
}
