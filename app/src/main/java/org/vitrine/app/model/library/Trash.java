package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.config.LinkedClones;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

/** Machines to the desktop's trash and back. Files: not for the JavaFX thread. */
public final class Trash {
    private final MachineLibrary library;
    private final Path home;

    /** @param home {@code $XDG_DATA_HOME/Trash} */
    public Trash(MachineLibrary library, Path home) {
        this.library = library;
        this.home = home;
    }

    /**
     * A machine in the trash.
     *
     * @param uuid the machine's
     * @param name by which people know it
     * @param bytes that are free once the trash is emptied
     * @param info the trash's note of it
     */
    public record TrashedMachine(UUID uuid, String name, long bytes, Path info) {}

    /**
     * Whether a machine can go, and what that frees.
     *
     * @return the bytes that are free once the trash is emptied
     * @throws Refusal if it runs, or other machines need its files
     */
    public long check(UUID uuid) throws Refusal {
        LibraryMachine machine = find(uuid);
        if (machine.isLive() || library.running().isAlive(uuid)) {
            throw Refusal.of(Refusal.Cause.INPUT, "trash.runs", machine.name());
        }
        Set<String> dependents = new LinkedHashSet<>();
        Dependents.of(machine, library.machines()).forEach(other -> dependents.add(other.name()));
        dependents.addAll(clones(machine.folder()));
        if (!dependents.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "trash.needed", machine.name(), String.join(", ", dependents));
        }
        return machine.diskUse();
    }

    /** The linked clones that the machine remembers, but for those that are gone for good: neither in their place nor in the trash. */
    private List<String> clones(MachineFolder folder) throws Refusal {
        List<String> names = new ArrayList<>();
        try {
            for (LinkedClone clone : new LinkedClones(folder.path()).all()) {
                Optional<LibraryMachine> machine = library.machine(clone.uuid());
                if (machine.isPresent() || Files.exists(clone.directory())) {
                    names.add(machine.map(LibraryMachine::name).orElse(clone.name()));
                } else if (list().stream().anyMatch(trashed -> trashed.uuid().equals(clone.uuid()))) {
                    names.add(Texts.get("trash.in-trash", clone.name()));
                } else if (!isThere(clone.directory().getParent())) {
                    // It may be on a disk that is not mounted.
                    names.add(clone.name());
                }
            }
        } catch (IOException e) {
            throw Refusal.inWords(Refusal.Cause.HOST, String.valueOf(e.getMessage()));
        }
        return names;
    }

    private static boolean isThere(@Nullable Path folder) {
        return folder != null && Files.isDirectory(folder);
    }

    private LibraryMachine find(UUID uuid) throws Refusal {
        Optional<LibraryMachine> machine = library.machine(uuid);
        if (machine.isEmpty()) {
            throw Refusal.of(Refusal.Cause.INPUT, "library.no-machine", uuid);
        }
        return machine.get();
    }

    /** Moves a machine to the trash. @throws Refusal and it stays where it is */
    public TrashedMachine put(UUID uuid) throws Refusal, InterruptedException {
        LibraryMachine machine = find(uuid);
        MachineFolder folder = machine.folder();
        TrashedMachine trashed;
        try {
            // A folder that nobody may write has no lock to take, but its parent decides whether it can go.
            if (Files.isWritable(folder.path())) {
                try (MachineLock lock = MachineLock.take(folder)) {
                    trashed = move(machine);
                }
            } else {
                trashed = move(machine);
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, folder.path());
        }
        library.refresh(uuid);
        return trashed;
    }

    private TrashedMachine move(LibraryMachine machine) throws Refusal, IOException {
        long bytes = check(machine.uuid());
        LocalDateTime now = LocalDateTime.ofInstant(library.clock().instant(), ZoneId.systemDefault());
        TrashFolder.Entry entry = TrashFolder.forFile(machine.folder().path(), home)
                .put(machine.folder().path(), now);
        return new TrashedMachine(machine.uuid(), machine.name(), bytes, entry.info());
    }

    /** Moves a file that no machine needs any more to the trash. @throws Refusal and it stays where it is */
    public void putFile(Path file) throws Refusal {
        try {
            LocalDateTime now = LocalDateTime.ofInstant(library.clock().instant(), ZoneId.systemDefault());
            TrashFolder.Entry unused = TrashFolder.forFile(file, home).put(file, now);
        } catch (IOException e) {
            throw HostTrouble.of(e, file);
        }
    }

    /** The machines of this library that are in the trash; what cannot be understood there is none of ours. */
    public List<TrashedMachine> list() throws Refusal {
        List<TrashedMachine> machines = new ArrayList<>();
        try {
            Path infos = TrashFolder.forFile(library.root(), home).path().resolve("info");
            if (!Files.isDirectory(infos)) {
                return List.of();
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(infos, "*.trashinfo")) {
                for (Path info : entries) {
                    read(info).ifPresent(machines::add);
                }
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, home);
        }
        return List.copyOf(machines);
    }

    private Optional<TrashedMachine> read(Path info) {
        try {
            TrashFolder.Entry entry = TrashFolder.read(info);
            Optional<UUID> uuid = MachineFolder.uuidOf(entry.origin());
            if (uuid.isEmpty()
                    || !entry.origin().equals(library.folder(uuid.get()).path())
                    || !Files.isDirectory(entry.item())) {
                return Optional.empty();
            }
            return Optional.of(
                    new TrashedMachine(uuid.get(), nameIn(entry.item(), uuid.get()), DiskUse.of(entry.item()), info));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String nameIn(Path item, UUID uuid) {
        try {
            return MachineConfigFile.read(new MachineFolder(item).machineFile()).name();
        } catch (ConfigException e) {
            return uuid.toString();
        }
    }

    /**
     * Moves a machine back; one whose name was taken meanwhile gets another.
     *
     * @throws Refusal if it is no longer in the trash, or its place is taken
     */
    public LibraryMachine restore(TrashedMachine trashed) throws Refusal, InterruptedException {
        MachineFolder folder = library.folder(trashed.uuid());
        try {
            TrashFolder.Entry entry = TrashFolder.read(trashed.info());
            if (!Files.isDirectory(entry.item())) {
                throw Refusal.of(Refusal.Cause.INPUT, "trash.emptied", trashed.name());
            }
            if (Files.exists(folder.path())) {
                throw Refusal.of(Refusal.Cause.INPUT, "trash.place-taken", trashed.name(), folder.path());
            }
            TrashFolder.restore(entry);
            library.refresh(trashed.uuid());
            rename(folder);
        } catch (java.nio.file.NoSuchFileException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "trash.emptied", trashed.name());
        } catch (IOException e) {
            throw HostTrouble.of(e, home);
        }
        library.refresh(trashed.uuid());
        return find(trashed.uuid());
    }

    private void rename(MachineFolder folder) throws IOException, Refusal, InterruptedException {
        try (MachineLock lock = MachineLock.take(folder)) {
            MachineConfig config = MachineReader.config(folder);
            String free = Names.free(config.name(), library.names(Optional.of(folder.uuid())));
            if (!free.equals(config.name())) {
                MachineConfigFile.write(folder.machineFile(), config.withName(free));
            }
        } catch (ConfigException e) {
            throw Refusal.of(e);
        } catch (Refusal e) {
            // A damaged machine comes back damaged.
            System.getLogger(Trash.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0}: {1}", folder.path(), e.sentence());
        }
    }
}
