package org.vitrine.app.model.library;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Texts;

/**
 * Starts machines when their user logs in: an entry in the desktop's autostart folder (freedesktop.org, "Desktop Application Autostart Specification") runs
 * {@code vitrine autostart}. The entry is there as long as a machine wants it.
 */
public final class SessionAutostart {
    /** Where the command that starts the product is; its own start script says so. */
    private static final String LAUNCHER = "vitrine.launcher";

    private static final Logger LOG = System.getLogger(SessionAutostart.class.getName());

    static final String ENTRY = "org.vitrine.Vitrine.autostart.desktop";

    private final Path folder;
    private final List<String> command;

    /**
     * @param folder {@code $XDG_CONFIG_HOME/autostart}
     * @param command the words that run {@code vitrine autostart}
     */
    public SessionAutostart(Path folder, List<String> command) {
        this.folder = folder;
        this.command = List.copyOf(command);
    }

    /** The entry in the user's folder, which runs the product that runs now. */
    public static SessionAutostart ofUser(UserFolders folders) {
        String launcher = System.getProperty(LAUNCHER, "vitrine");
        Path path = Path.of(launcher);
        return new SessionAutostart(
                folders.autostart(),
                List.of(path.isAbsolute() ? path.normalize().toString() : launcher, "autostart"));
    }

    /**
     * Keeps the entry true from now on, whoever changes, makes, deletes or restores a machine, in this application or in another. The library's thread writes
     * it; what fails is logged.
     */
    public void follow(MachineLibrary library) {
        library.addListener(new Follower(library));
    }

    private final class Follower implements MachineLibrary.Listener {
        private final MachineLibrary library;
        private List<UUID> known;

        Follower(MachineLibrary library) {
            this.library = library;
            this.known = wanted(library);
        }

        @Override
        public void added(LibraryMachine machine) {
            look();
        }

        @Override
        public void changed(LibraryMachine machine) {
            look();
        }

        @Override
        public void removed(UUID uuid) {
            look();
        }

        private void look() {
            List<UUID> now = wanted(library);
            if (now.equals(known)) {
                return;
            }
            try {
                update(library);
                known = now;
            } catch (Refusal e) {
                LOG.log(Level.WARNING, "What starts with the session is not up to date: {0}", e.sentence());
            }
        }
    }

    /** The machines that start with the session. */
    public static List<UUID> wanted(MachineLibrary library) {
        return library.machines().stream()
                .filter(machine -> {
                    var config = machine.config();
                    return config != null && config.lifeCycle().startWithSession();
                })
                .map(LibraryMachine::uuid)
                .toList();
    }

    /** Makes the entry if a machine wants it, and removes it if none does. @throws Refusal if that cannot be */
    public void update(MachineLibrary library) throws Refusal {
        Path entry = folder.resolve(ENTRY);
        try {
            if (wanted(library).isEmpty()) {
                Files.deleteIfExists(entry);
                return;
            }
            byte[] content = content().getBytes(StandardCharsets.UTF_8);
            if (!Files.exists(entry) || !Arrays.equals(Files.readAllBytes(entry), content)) {
                Files.createDirectories(folder);
                DurableFiles.write(entry, content);
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, entry);
        }
    }

    private String content() {
        return """
                [Desktop Entry]
                Type=Application
                Name=Vitrine
                Comment=%s
                Exec=%s
                Icon=org.vitrine.Vitrine
                Terminal=false
                NoDisplay=true
                """.formatted(Texts.get("autostart.comment"), exec());
    }

    /** As "The Exec key" of the Desktop Entry Specification wants it quoted. */
    private String exec() {
        return String.join(" ", command.stream().map(SessionAutostart::quoted).toList());
    }

    static String quoted(String word) {
        String escaped = word.replaceAll("([\"`$\\\\])", "\\\\$1").replace("%", "%%");
        // A backslash in a string value of a desktop file is written twice.
        return "\"" + escaped.replace("\\", "\\\\") + "\"";
    }
}
