package org.vitrine.app.model;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.RuntimeDirectory;
import org.vitrine.engine.config.RuntimeRoot;

/**
 * The machines that run, whoever started them: those that this application starts, those that it finds, and those that
 * another starts meanwhile. Threads of its own tell its listeners.
 */
public final class Machines implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Machines.class.getName());
    /** How long another's machine may take from its directory to its lock. */
    private static final Duration START = Duration.ofSeconds(20);

    private static final long POLL_MILLIS = 50;

    /** Hears of machines that come. Those that go say so themselves. */
    @FunctionalInterface
    public interface Listener {
        void found(MachineSession session);

        /** The machine's process had been killed before {@link Machines#begin}. */
        default void swept(UUID uuid) {}
    }

    private final RuntimeRoot root;
    private final MachineLauncher launcher;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<UUID, MachineSession> sessions = new ConcurrentHashMap<>();
    /** Machines that somebody is connecting to, or has. */
    private final Set<UUID> claimed = ConcurrentHashMap.newKeySet();

    private final Queue<Thread> adopting = new ConcurrentLinkedQueue<>();
    private volatile List<UUID> swept = List.of();
    private volatile boolean closed;
    private volatile Optional<WatchService> watch = Optional.empty();

    public Machines(RuntimeRoot root, MachineLauncher launcher) {
        this.root = root;
        this.launcher = launcher;
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Sweeps what killed processes left, finds what runs, and from now on notices what starts.
     *
     * @return how many machines had been killed
     */
    public int begin() throws IOException {
        swept = List.copyOf(root.sweep());
        swept.forEach(uuid -> listeners.forEach(listener -> listener.swept(uuid)));
        WatchService service = root.path().getFileSystem().newWatchService();
        watch = Optional.of(service);
        root.path().register(service, StandardWatchEventKinds.ENTRY_CREATE);
        Thread.ofVirtual().name("machines-watch").start(() -> notice(service));
        findAll();
        return swept.size();
    }

    private void notice(WatchService service) {
        try {
            while (!closed) {
                WatchKey key = service.take();
                List<String> names = key.pollEvents().stream()
                        .map(event -> String.valueOf(event.context()))
                        .toList();
                boolean unused = key.reset();
                if (names.isEmpty() || names.stream().anyMatch(this::isNews)) {
                    Thread.ofVirtual().name("machines-find").start(() -> awaitStart(names));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException e) {
            LOG.log(Level.DEBUG, "No longer watching", e);
        }
    }

    private void findAll() throws IOException {
        for (RuntimeDirectory directory : root.running()) {
            adopt(directory);
        }
    }

    private boolean isNews(String name) {
        return claimed.stream().noneMatch(uuid -> uuid.toString().equals(name));
    }

    /** A new directory has no lock at first; it is looked at until it has one or it is time to give up. */
    private void awaitStart(List<String> names) {
        long deadline = System.nanoTime() + START.toNanos();
        try {
            do {
                findAll();
                Thread.sleep(POLL_MILLIS);
            } while (!closed
                    && System.nanoTime() - deadline < 0
                    && names.stream().anyMatch(this::isNews));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Machines that others start are not noticed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void adopt(RuntimeDirectory directory) {
        if (claimed.add(directory.uuid())) {
            adopting.add(Thread.ofVirtual().name("machine-adopt").start(() -> {
                try {
                    MachineSession unused = connect(MachineProcess.found(directory));
                } catch (Refusal e) {
                    LOG.log(Level.INFO, "A machine was found but did not answer: {0}", e.sentence());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
    }

    /**
     * Starts a machine. Waits until it answers.
     *
     * @throws Refusal if it cannot be started, or ends before it answers
     */
    public MachineSession start(MachineConfig config) throws Refusal, InterruptedException {
        return start(config.uuid(), () -> launcher.launch(config, MachineLauncher.Terminal.KEPT));
    }

    /**
     * Starts a machine of the library ({@link MachineLauncher#launchStored}). Waits until it answers.
     *
     * @throws Refusal if it cannot be started, or ends before it answers
     */
    public MachineSession startStored(MachineConfig config, Path machineFile, Path log, boolean disposable)
            throws Refusal, InterruptedException {
        return start(config.uuid(), () -> launcher.launchStored(config, machineFile, log, disposable));
    }

    /** Serves a machine that is off ({@link MachineLauncher#serveOffline}). */
    public MachineProcess serveOffline(UUID uuid, Path machineFile, Path log) throws Refusal {
        return launcher.serveOffline(uuid, machineFile, log);
    }

    @FunctionalInterface
    private interface Launch {
        MachineProcess run() throws Refusal;
    }

    private MachineSession start(UUID uuid, Launch launch) throws Refusal, InterruptedException {
        boolean ours = claimed.add(uuid);
        MachineProcess process;
        try {
            process = launch.run();
        } catch (Refusal e) {
            if (ours) {
                claimed.remove(uuid);
            }
            throw e;
        }
        return connect(process);
    }

    /** The sessions with all machines that run and have answered. */
    public List<MachineSession> sessions() {
        return List.copyOf(sessions.values());
    }

    /** Whether a process runs a machine, whether it answers or not. Asks the kernel. */
    public boolean isAlive(UUID uuid) {
        return root.directory(uuid).isAlive() && !isServedOffline(uuid);
    }

    /** Whether a process has a machine that is off ({@link MachineLauncher#serveOffline}). Asks the kernel. */
    public boolean isServedOffline(UUID uuid) {
        return root.directory(uuid).isServedOffline();
    }

    /** The machines whose processes had been killed before {@link #begin}. */
    public List<UUID> swept() {
        return swept;
    }

    /** Waits until the machines that have been found so far answer, or do not. */
    public void awaitFound() throws InterruptedException {
        for (Thread thread = adopting.poll(); thread != null; thread = adopting.poll()) {
            thread.join();
        }
    }

    /** Connects to a machine that this process has started. Waits until it answers. */
    public MachineSession connect(MachineProcess process) throws Refusal, InterruptedException {
        claimed.add(process.uuid());
        try {
            MachineSession session = MachineSession.open(process);
            sessions.put(session.uuid(), session);
            session.addListener(new MachineSession.Listener() {
                @Override
                public void ended(Optional<Refusal> failure) {
                    forget(session.uuid());
                }
            });
            if (session.state() == MachineState.OFF) {
                forget(session.uuid());
            }
            listeners.forEach(listener -> listener.found(session));
            return session;
        } catch (Refusal e) {
            claimed.remove(process.uuid());
            process.close();
            throw e;
        }
    }

    /** A machine that runs. */
    public Optional<MachineSession> session(UUID uuid) {
        return Optional.ofNullable(sessions.get(uuid));
    }

    private void forget(UUID uuid) {
        sessions.remove(uuid);
        claimed.remove(uuid);
    }

    /** Lets go of all machines, which run on. */
    @Override
    public void close() {
        closed = true;
        sessions.values().forEach(MachineSession::close);
        watch.ifPresent(service -> {
            try {
                service.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "The watch was not closed", e);
            }
        });
    }
}
