package org.vitrine.engine.control;

import java.io.IOException;
import java.nio.file.Path;

/** A fake machine with its QMP server, and a client that has negotiated. */
final class FakeServer implements AutoCloseable {
    final FakeMachine machine = new FakeMachine();
    final Path path;
    final RawClient client;
    private final ControlSocket socket;
    private final QmpServer server;

    /** @param directory in which the socket is to be */
    FakeServer(Path directory) throws IOException {
        socket = ControlSocket.bind(directory.resolve("control.sock"));
        path = socket.path();
        server = QmpServer.serve(socket, machine);
        client = RawClient.negotiated(path);
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        socket.close();
    }
}
