package org.vitrine.app.model.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vitrine.engine.config.MachineConfig;

/** Who needs the files in a machine's folder: linked clones, and machines that use its disks or discs. Reads files. */
final class Dependents {
    private Dependents() {}

    /** The other machines that something would be missing from without this one. */
    static List<LibraryMachine> of(LibraryMachine machine, List<LibraryMachine> all) {
        Path folder = BackingFiles.real(machine.folder().path());
        return all.stream()
                .filter(other -> !other.uuid().equals(machine.uuid()))
                .filter(other -> needs(other, folder))
                .toList();
    }

    private static boolean needs(LibraryMachine machine, Path folder) {
        for (Path file : files(machine)) {
            if (BackingFiles.real(file).startsWith(folder)) {
                return true;
            }
            if (BackingFiles.behind(file).stream().anyMatch(behind -> behind.startsWith(folder))) {
                return true;
            }
        }
        return false;
    }

    /** What a machine opens, and the images of its snapshots. */
    private static List<Path> files(LibraryMachine machine) {
        List<Path> files = new ArrayList<>();
        MachineConfig config = machine.config();
        if (config != null) {
            config.disks().forEach(disk -> files.add(disk.file()));
            for (MachineConfig.Optical drive : config.optical()) {
                Path medium = drive.medium();
                if (medium != null) {
                    files.add(medium);
                }
            }
        }
        addImages(machine.folder().disks(), files);
        addImages(machine.folder().layers(), files);
        return files;
    }

    private static void addImages(Path folder, List<Path> files) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            entries.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .forEach(files::add);
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(Dependents.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} cannot be looked into: {1}", folder, e.getMessage());
        }
    }
}
