package org.vitrine.app.model.library;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Texts;

/**
 * Starts machines when their user logs in: an entry in the desktop's autostart folder runs {@code vitrine autostart}. The entry is there as long as a machine wants it.
 */
public final class SessionAutostart {
    /** Where the command that starts the product is; its own start script says so. */
    private static final String LAUNCHER = "vitrine.launcher";

    private static final Logger LOG = System.getLogger(SessionAutostart.class.getName());

    static final String ENTRY = "org.vitrine.Vitrine.autostart.desktop";

    private final AutostartEntry entry;

    /**
     * @param folder {@code $XDG_CONFIG_HOME/autostart}
     * @param command the words that run {@code vitrine autostart}
     */
    public SessionAutostart(Path folder, List<String> command) {
        this.entry = new AutostartEntry(folder.resolve(ENTRY), List.copyOf(command), Texts.get("autostart.comment"));
    }

    /** The entry in the user's folder, which runs the product that runs now. */
    public static SessionAutostart ofUser(UserFolders folders) {
        return new SessionAutostart(folders.autostart(), List.of(launcher(), "autostart"));
    }

    /** The word that runs the product. */
    static String launcher() {
        String launcher = System.getProperty(LAUNCHER, "vitrine");
        Path path = Path.of(launcher);
        return path.isAbsolute() ? path.normalize().toString() : launcher;
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
        try {
            if (wanted(library).isEmpty()) {
                entry.remove();
            } else {
                entry.write();
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, entry.file());
        }
    }
}
