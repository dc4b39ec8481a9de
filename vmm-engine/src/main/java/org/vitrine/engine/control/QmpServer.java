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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.OfflineMachine;
import org.vitrine.engine.qmp.QmpCodec;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpEvent;
import org.vitrine.engine.qmp.QmpException;

/**
 * Serves QMP (QEMU's {@code docs/interop/qmp-spec.txt}) for one machine. Several clients at once; each has its own threads, and
 * none waits for another.
 */
final class QmpServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(QmpServer.class.getName());
    private static final int MAX_CLIENTS = 32;
    private static final long ACCEPT_RETRY_MILLIS = 100;

    private final ControlSocket socket;
    private final Activity activity;
    private final MachineEvents events = new MachineEvents(this::broadcast);
    private final Jobs jobs = new Jobs(this::jobChanged);
    private final Set<QmpSession> sessions = ConcurrentHashMap.newKeySet();
    /** Held for reading by every command, so that none meets a machine that is gone. */
    private final ReentrantReadWriteLock attaching = new ReentrantReadWriteLock();

    private CommandTable commands;

    private QmpServer(ControlSocket socket, Activity activity, String name, UUID uuid) {
        this.socket = socket;
        this.activity = activity;
        this.commands = CommandTable.between(name, uuid, jobs);
    }

    /** Begins to answer the socket's clients, and to tell them what happens to the machine. */
    static QmpServer serve(ControlSocket socket, MachineControl machine) {
        QmpServer server = new QmpServer(socket, new Activity(), machine.name(), machine.uuid());
        server.attach(machine);
        server.start();
        return server;
    }

    /** Begins to answer for a machine that is off. @param activity counts clients and jobs */
    static QmpServer serveStored(ControlSocket socket, Path machineFile, MachineConfig config, Activity activity)
            throws IOException {
        QmpServer server = new QmpServer(socket, activity, config.name(), config.uuid());
        OfflineMachine machine = new OfflineMachine(machineFile, server.events::snapshotsChanged);
        machine.sweep();
        server.exchange(CommandTable.ofStored(config.name(), config.uuid(), machine, server.jobs, activity::end));
        server.start();
        return server;
    }

    private void start() {
        Thread.ofVirtual().name("qmp-accept").start(this::accept);
    }

    /** Goes over to a machine, whose commands and events are the clients' from now on. */
    void attach(MachineControl machine) {
        machine.addListener(events);
        exchange(new CommandTable(machine, jobs));
    }

    /** Lets go of a machine that is about to be gone, when the commands under way have ended. Clients and jobs stay. */
    void detach(String name, UUID uuid) {
        exchange(CommandTable.between(name, uuid, jobs));
    }

    /** Tells the clients that the machine that was attached runs. */
    void tellResumed() {
        events.resumed();
    }

    private void exchange(CommandTable next) {
        attaching.writeLock().lock();
        try {
            commands.close();
            commands = next;
        } finally {
            attaching.writeLock().unlock();
        }
    }

    /** Carries a command out. @throws QmpException if there is none of that name, or it is wrong */
    @Nullable
    Object execute(String name, Arguments arguments) throws QmpException, MachineException {
        attaching.readLock().lock();
        try {
            QmpCommand command = commands.find(name);
            if (command == null) {
                throw new QmpException(
                        QmpErrorClass.COMMAND_NOT_FOUND, "The command %s has not been found".formatted(name));
            }
            return command.action().run(arguments);
        } finally {
            attaching.readLock().unlock();
        }
    }

    private void jobChanged(String id, Jobs.Status status) {
        events.jobStatusChanged(id, status.qmpName());
        if (status == Jobs.Status.CREATED) {
            activity.begins();
        } else if (status == Jobs.Status.CONCLUDED) {
            activity.ends();
        }
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
                QmpSession session = new QmpSession(channel, this::execute, this::left);
                sessions.add(session);
                activity.begins();
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

    private void left(QmpSession session) {
        if (sessions.remove(session)) {
            activity.ends();
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
        exchange(CommandTable.between("", new UUID(0, 0), jobs));
    }
}
