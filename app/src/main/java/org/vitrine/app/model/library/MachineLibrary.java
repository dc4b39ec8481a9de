package org.vitrine.app.model.library;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.MachineState;
import org.vitrine.app.model.Machines;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;

/**
 * The user's machines, on disk and running: what stands in the folder of machines, put together with what {@link Machines} knows. It looks again whenever
 * a folder changes or a machine says something, whoever made it so; several applications can have one library open. One thread of its own does the
 * looking and tells listeners, in order; every method may be called by any thread.
 */
public final class MachineLibrary implements AutoCloseable {
    private static final Logger LOG = System.getLogger(MachineLibrary.class.getName());
    private static final long AGAIN_MILLIS = 500;

    /** Hears of machines that come, change and go, on the library's thread; must not wait for the library there. */
    public interface Listener {
        default void added(LibraryMachine machine) {}

        default void changed(LibraryMachine machine) {}

        default void removed(UUID uuid) {}
    }

    private final Path root;
    private final Machines running;
    private final Clock clock;
    private final Map<UUID, LibraryMachine> machines = new ConcurrentHashMap<>();
    /** Of those that had been killed before. */
    private final Set<UUID> noted = ConcurrentHashMap.newKeySet();

    private final Set<MachineSession> followed = ConcurrentHashMap.newKeySet();
    private final Set<UUID> starting = ConcurrentHashMap.newKeySet();
    /** Machines that are soon looked at again, since their processes have not answered. */
    private final Set<UUID> silent = ConcurrentHashMap.newKeySet();

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService looking = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("library").factory());
    private volatile Optional<LibraryWatch> watch = Optional.empty();

    private MachineLibrary(Path root, Machines running, Clock clock) {
        this.root = root;
        this.running = running;
        this.clock = clock;
    }

    /**
     * Opens the library: makes its folder if it is not there, removes what a killed creation or change left, and reads all machines.
     *
     * @param root {@code $XDG_DATA_HOME/vitrine/machines}
     * @param running begun already, or begun after it
     * @throws Refusal if the folder cannot be made or read
     */
    public static MachineLibrary open(Path root, Machines running) throws Refusal, InterruptedException {
        return open(root, running, Clock.systemUTC());
    }

    static MachineLibrary open(Path root, Machines running, Clock clock) throws Refusal, InterruptedException {
        try {
            Files.createDirectories(root);
            Path real = root.toRealPath();
            UnfinishedFolders.sweep(real);
            MachineLibrary library = new MachineLibrary(real, running, clock);
            running.addListener(new Machines.Listener() {
                @Override
                public void found(MachineSession session) {
                    library.found(session);
                }

                @Override
                public void swept(UUID uuid) {
                    library.look(uuid);
                }
            });
            running.sessions().forEach(library::found);
            library.refresh();
            UnnamedImages.sweep(library);
            return library;
        } catch (IOException e) {
            throw HostTrouble.of(e, root);
        }
    }

    /** Notices from now on what other programs do to the folders. @throws Refusal if the system does not let it */
    public void watch() throws Refusal {
        try {
            watch = Optional.of(LibraryWatch.begin(root, this::look, this::lookAtAll));
        } catch (IOException e) {
            throw HostTrouble.of(e, root);
        }
    }

    /** The folder with the machines' folders. */
    public Path root() {
        return root;
    }

    Machines running() {
        return running;
    }

    Clock clock() {
        return clock;
    }

    /** The folder of a machine, whether it is there or not. */
    public MachineFolder folder(UUID uuid) {
        return new MachineFolder(root.resolve(uuid.toString()));
    }

    /** All machines, by name. */
    public List<LibraryMachine> machines() {
        return machines.values().stream()
                .sorted(Comparator.comparing((LibraryMachine machine) -> Names.key(machine.name()))
                        .thenComparing(LibraryMachine::uuid))
                .toList();
    }

    public Optional<LibraryMachine> machine(UUID uuid) {
        return Optional.ofNullable(machines.get(uuid));
    }

    /**
     * The machine that a user means.
     *
     * @param text its UUID, the beginning of it (8 characters or more), or its name, in which case does not matter
     * @throws Refusal if there is none, or more than one
     */
    public LibraryMachine named(String text) throws Refusal {
        List<LibraryMachine> found = machines.values().stream()
                .filter(machine -> machine.uuid().toString().equalsIgnoreCase(text))
                .toList();
        if (found.isEmpty()) {
            String key = Names.key(text);
            found = machines.values().stream()
                    .filter(machine -> Names.key(machine.name()).equals(key))
                    .toList();
        }
        if (found.isEmpty() && text.length() >= 8) {
            found = machines.values().stream()
                    .filter(machine -> machine.uuid().toString().startsWith(text))
                    .toList();
        }
        if (found.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "library.no-machine", text);
        }
        if (found.size() > 1) {
            throw Refusal.of(
                    Refusal.Cause.INPUT,
                    "library.ambiguous",
                    text,
                    String.join(
                            ", ",
                            found.stream()
                                    .map(machine -> machine.uuid().toString())
                                    .sorted()
                                    .toList()));
        }
        return found.getFirst();
    }

    /** The names that are taken. @param except the machine that may keep its own, or none */
    public Collection<String> names(Optional<UUID> except) {
        return machines.values().stream()
                .filter(machine -> !Optional.of(machine.uuid()).equals(except))
                .map(LibraryMachine::name)
                .toList();
    }

    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    public void removeListener(Listener listener) {
        listeners.remove(listener);
    }

    /** Looks at all folders now; waits for it. */
    public void refresh() throws InterruptedException {
        waitFor(this::readAll);
    }

    /** Looks at one machine's folder now; waits for it. */
    public void refresh(UUID uuid) throws InterruptedException {
        waitFor(() -> read(uuid));
    }

    private void waitFor(Runnable task) throws InterruptedException {
        try {
            looking.submit(task).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("looking at the library failed", e.getCause());
        }
    }

    /** Looks at one machine's folder soon. */
    void look(UUID uuid) {
        later(() -> read(uuid));
    }

    private void lookAtAll() {
        later(this::readAll);
    }

    private void later(Runnable task) {
        try {
            looking.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "Looking at the library failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The library is closed", e);
        }
    }

    private void readAll() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                MachineFolder.uuidOf(folder)
                        .filter(uuid -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
                        .ifPresent(this::read);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The machines in {0} cannot be listed: {1}", root, e.getMessage());
        }
        // Those that have gone.
        List.copyOf(machines.keySet()).forEach(this::read);
    }

    private void read(UUID uuid) {
        MachineFolder folder = folder(uuid);
        Optional<MachineSession> session = running.session(uuid).filter(one -> one.state() != MachineState.OFF);
        if (session.isEmpty() && !Files.isDirectory(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
            if (machines.remove(uuid) != null) {
                listeners.forEach(listener -> listener.removed(uuid));
            }
            return;
        }
        if (session.isPresent() && !machines.containsKey(uuid) && !Files.isDirectory(folder.path())) {
            // A throw-away machine is none of the library's.
            return;
        }
        if (session.isEmpty()) {
            noteKilled(folder);
        }
        boolean unanswered = session.isEmpty() && running.isAlive(uuid);
        if (unanswered) {
            lookAgain(uuid);
        }
        LibraryMachine machine = MachineReader.read(folder, session, starting.contains(uuid) || unanswered);
        LibraryMachine former = machines.put(uuid, machine);
        if (former == null) {
            watch.ifPresent(watching -> watching.follow(folder));
            listeners.forEach(listener -> listener.added(machine));
        } else if (!former.equals(machine)) {
            listeners.forEach(listener -> listener.changed(machine));
        }
    }

    /** A process that goes before it has answered tells nobody, be it one that was about to end when the library opened. */
    private void lookAgain(UUID uuid) {
        if (silent.add(uuid)) {
            CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> later(() -> {
                        silent.remove(uuid);
                        read(uuid);
                    }));
        }
    }

    /** A process that was killed while no application looked has told nobody. */
    private void noteKilled(MachineFolder folder) {
        UUID uuid = folder.uuid();
        if (running.swept().contains(uuid) && noted.add(uuid) && !running.isAlive(uuid)) {
            MachineHistory history = MachineHistory.read(folder.history());
            if (!history.isOver()) {
                keep(folder, history.withEnd(clock.instant(), Texts.get("library.killed")));
            }
        }
    }

    private void keep(MachineFolder folder, MachineHistory history) {
        try {
            history.write(folder.history());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The history of {0} is not kept: {1}", folder.path(), e.getMessage());
        }
    }

    /** Notes that a machine has just been made by somebody who keeps no history. */
    void noteCreated(UUID uuid) {
        keep(folder(uuid), new MachineHistory(clock.instant(), null, null, null));
    }

    /** Says that a start is under way, or no longer. */
    void setStarting(UUID uuid, boolean is) {
        boolean changed = is ? starting.add(uuid) : starting.remove(uuid);
        if (changed) {
            look(uuid);
        }
    }

    /** Any thread; one that is found while the library opens may be told twice. */
    private void found(MachineSession session) {
        UUID uuid = session.uuid();
        if (!followed.add(session)) {
            look(uuid);
            return;
        }
        session.addListener(new MachineSession.Listener() {
            @Override
            public void stateChanged(MachineState state) {
                look(uuid);
            }

            @Override
            public void ended(Optional<Refusal> failure) {
                followed.remove(session);
                later(() -> {
                    end(uuid, failure);
                    read(uuid);
                });
            }
        });
        look(uuid);
    }

    private void end(UUID uuid, Optional<Refusal> failure) {
        MachineFolder folder = folder(uuid);
        if (Files.isDirectory(folder.path())) {
            keep(
                    folder,
                    MachineHistory.read(folder.history())
                            .withEnd(
                                    clock.instant(),
                                    failure.map(Refusal::sentence).orElse(null)));
        }
    }

    /** Lets go of the library; machines run on. */
    @Override
    public void close() {
        watch.ifPresent(LibraryWatch::close);
        looking.shutdown();
    }
}
