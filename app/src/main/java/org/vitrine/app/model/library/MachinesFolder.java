package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Sizes;

/**
 * The folder that machines are kept in: {@code $XDG_DATA_HOME/vitrine/machines}, or one that the user chose. A choice holds from the next start on, and moves
 * nothing: the machines that are in the former folder stay there. Waits for the disk: not for the JavaFX thread.
 */
public final class MachinesFolder {
    /** Less is no room for any machine. */
    static final long LEAST_FREE = 1L << 30;

    private static final String KEY = "machines.folder";

    private final Settings settings;
    private final Path usual;

    public MachinesFolder(Settings settings, UserFolders folders) {
        this.settings = settings;
        this.usual = folders.machines();
    }

    /** The folder that the next start opens, whether it is there or not. */
    public Path path() {
        return chosen().orElse(usual);
    }

    /** Whether it is the one that nobody chose. */
    public boolean isUsual() {
        return path().equals(usual);
    }

    private Optional<Path> chosen() {
        try {
            return settings.get(KEY)
                    .filter(text -> !text.isEmpty())
                    .map(Path::of)
                    .filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * The folder, to be opened.
     *
     * @throws Refusal if a chosen one is not there: its drive may be missing, and an empty library in its place would hide that
     */
    public Path open() throws Refusal {
        Path folder = path();
        if (!isUsual() && !Files.isDirectory(folder)) {
            throw Refusal.of(Refusal.Cause.HOST, "folder.gone", folder);
        }
        return folder;
    }

    /** Chooses another folder. @throws Refusal with why it cannot be that, and it is as it was */
    public void choose(Path folder) throws Refusal {
        Path absolute = folder.toAbsolutePath().normalize();
        check(absolute);
        settings.put(KEY, absolute.equals(usual) ? "" : absolute.toString());
    }

    /** Goes back to the usual folder. */
    public void chooseUsual() {
        settings.put(KEY, "");
    }

    private static void check(Path folder) throws Refusal {
        if (!Files.isDirectory(folder)) {
            throw Refusal.of(Refusal.Cause.INPUT, "folder.none", folder);
        }
        if (Files.exists(new MachineFolder(folder).machineFile())) {
            throw Refusal.of(Refusal.Cause.INPUT, "folder.machine", folder);
        }
        try {
            // What the permissions say is not all: the file system may be read-only or full.
            Files.delete(Files.createTempFile(folder, ".vitrine", ""));
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < LEAST_FREE) {
                throw Refusal.of(
                        Refusal.Cause.HOST, "folder.small", folder, Sizes.bytes(free), Sizes.bytes(LEAST_FREE));
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, folder);
        }
    }
}
