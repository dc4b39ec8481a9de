package org.vitrine.engine.control;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpEvent;

/**
 * Serves QMP (QEMU's {@code docs/interop/qmp-spec.txt}) for one machine. Several clients at once; each has its own threads, and
 * none waits for another.
 */
final class QmpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(QmpServer.class.getName());
    private static final int MAX_CLIENTS = 32;
    private static final long ACCEPT_RETRY_MILLIS = 100;

    private final ControlSocket socket;
    private final CommandTable commands;
    private final Set<QmpSession> sessions = ConcurrentHashMap.newKeySet();

    private QmpServer(ControlSocket socket, MachineControl machine) {
        this.socket = socket;
        MachineEvents events = new MachineEvents(this::broadcast);
        this.commands = new CommandTable(machine, events::jobStatusChanged);
        machine.addListener(events);
    }

    /** Begins to answer the socket's clients, and to tell them what happens to the machine. */
    static QmpServer serve(ControlSocket socket, MachineControl machine) {
        QmpServer server = new QmpServer(socket, machine);
        Thread.ofVirtual().name("qmp-accept").start(server::accept);
        return server;
    }

    /** Where clients connect. */
    Path path() {
        return socket.path();
    }

    /** Tells every client that is past the negotiation. Never waits. */
    private void broadcast(QmpEvent event) {
        if (!sessions.isEmpty()) {
            byte[] line = QmpCodec.write(QmpCodec.event(event));
            sessions.forEach(session -> session.sendEvent(line));
        }
    }

    private void accept() {
        ServerSocketChannel listener = socket.listener();
        while (listener.isOpen()) {
            try {
                SocketChannel channel = listener.accept();
                if (sessions.size() >= MAX_CLIENTS) {
                    LOG.log(Level.WARNING, "More than {0} control clients: one was turned away", MAX_CLIENTS);
                    channel.close();
                    continue;
                }
                QmpSession session = new QmpSession(channel, commands, sessions::remove);
                sessions.add(session);
                session.start();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "A control client could not connect: {0}", e.getMessage());
                if (!pauseBeforeRetry()) {
                    return;
                }
            }
        }
    }

    /** What keeps one connection from being accepted, such as a lack of descriptors, keeps the next as well. */
    private static boolean pauseBeforeRetry() {
        try {
            Thread.sleep(ACCEPT_RETRY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Accepts nobody more and ends all sessions, each when it has been sent what waits for it; waits for that a little. */
    @Override
    public void close() {
        socket.close();
        List<Thread> farewells = new ArrayList<>();
        for (QmpSession session : sessions) {
            farewells.add(Thread.ofVirtual().start(session::finish));
        }
        for (Thread farewell : farewells) {
            try {
                farewell.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        commands.close();
    }
}
