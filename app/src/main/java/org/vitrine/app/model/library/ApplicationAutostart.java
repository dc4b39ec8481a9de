package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Texts;

/** Whether the desktop opens Vitrine's window when its user logs in: an entry in its autostart folder. Waits for the disk: not for the JavaFX thread. */
public final class ApplicationAutostart {
    static final String ENTRY = "org.vitrine.Vitrine.desktop";

    private final AutostartEntry entry;

    /**
     * @param folder {@code $XDG_CONFIG_HOME/autostart}
     * @param launcher the word that runs {@code vitrine}
     */
    ApplicationAutostart(Path folder, String launcher) {
        this.entry = new AutostartEntry(folder.resolve(ENTRY), List.of(launcher), Texts.get("autostart.window"));
    }

    /** The entry in the user's folder, which runs the product that runs now. */
    public static ApplicationAutostart ofUser(UserFolders folders) {
        return new ApplicationAutostart(folders.autostart(), SessionAutostart.launcher());
    }

    public boolean isOn() {
        try {
            return entry.isOn();
        } catch (IOException e) {
            System.getLogger(ApplicationAutostart.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", entry.file(), e.getMessage());
            return false;
        }
    }

    /** @throws Refusal and it is as it was */
    public void set(boolean on) throws Refusal {
        try {
            if (on) {
                // One that a desktop's settings have switched off is written anew.
                entry.write();
            } else {
                entry.remove();
            }
        } catch (IOException e) {
            throw HostTrouble.of(e, entry.file());
        }
    }
}
