package org.vitrine.app.model.library;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

/** Removes images that a killed application had made and not yet given to their machine: those with a note that nobody holds, and that nothing names. */
final class UnnamedImages {
    private static final Logger LOG = System.getLogger(UnnamedImages.class.getName());

    private UnnamedImages() {}

    /** Looks into the machines' folders; what cannot be decided stays. */
    static void sweep(MachineLibrary library) throws InterruptedException {
        for (LibraryMachine machine : library.machines()) {
            if (machine.config() == null
                    || machine.isLive()
                    || library.running().isAlive(machine.uuid())) {
                continue;
            }
            List<Path> notes = notes(machine.folder());
            if (!notes.isEmpty()) {
                // Nobody starts or changes it meanwhile.
                try (MachineLock lock = MachineLock.take(machine.folder(), Duration.ZERO)) {
                    Set<Path> named = named(machine.folder(), library);
                    for (Path note : notes) {
                        tidy(note, named);
                    }
                } catch (Refusal | IOException | ConfigException e) {
                    LOG.log(
                            Level.INFO,
                            "Unused images in {0} stay: {1}",
                            machine.folder().path(),
                            e.getMessage());
                }
            }
        }
    }

    private static List<Path> notes(MachineFolder folder) {
        List<Path> notes = new ArrayList<>();
        if (Files.isDirectory(folder.disks(), LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder.disks(), ".*" + UnnamedImage.SUFFIX)) {
                found.forEach(notes::add);
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                LOG.log(Level.INFO, "{0} cannot be looked into: {1}", folder.disks(), e.getMessage());
            }
        }
        return notes;
    }

    private static void tidy(Path note, Set<Path> named) throws IOException {
        UnnamedImage held;
        try {
            held = UnnamedImage.take(note);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "An image is being made: {0}", e.getMessage());
            return;
        }
        try (held) {
            Path image = held.image();
            if (!named.contains(BackingFiles.real(image)) && Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(image);
                LOG.log(Level.INFO, "{0} was made for a machine that never got it, and is removed", image);
            }
        }
    }

    /** What any machine opens or has in a snapshot, and all that lies behind that. @throws ConfigException if a configuration of this machine cannot be read */
    private static Set<Path> named(MachineFolder folder, MachineLibrary library) throws IOException, ConfigException {
        Set<Path> roots = new HashSet<>();
        library.machines().forEach(machine -> {
            if (machine.config() instanceof MachineConfig config) {
                config.disks().forEach(disk -> roots.add(disk.file()));
            }
        });
        List<Path> configurations = new ArrayList<>(List.of(folder.machineFile()));
        configurations.addAll(kept(folder.snapshots()));
        configurations.addAll(kept(folder.saved()));
        for (Path configuration : configurations) {
            MachineConfigFile.read(configuration).disks().forEach(disk -> roots.add(disk.file()));
        }
        if (Files.isDirectory(folder.layers())) {
            try (DirectoryStream<Path> layers = Files.newDirectoryStream(folder.layers())) {
                layers.forEach(roots::add);
            }
        }
        Set<Path> named = new HashSet<>();
        for (Path root : roots) {
            named.add(BackingFiles.real(root));
            named.addAll(BackingFiles.behind(root));
        }
        return named;
    }

    private static List<Path> kept(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    Path file = entry.resolve("machine.json");
                    if (Files.exists(file)) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }
}
