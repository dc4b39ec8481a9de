package org.vitrine.app.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The user's folders, whatever they are called in their language (xdg-user-dirs). */
public final class UserFolders {
    private static final String PICTURES = "XDG_PICTURES_DIR=";

    private final Path home;
    private final Map<String, String> environment;

    public UserFolders(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
    }

    /** Those of who runs this process. */
    public static UserFolders ofUser() {
        return new UserFolders(Path.of(System.getProperty("user.home")), System.getenv());
    }

    /** Where settings go: {@code $XDG_CONFIG_HOME/vitrine}. */
    public Path settings() {
        return configuration().resolve("vitrine");
    }

    /** Where screenshots go, as other programs put them; made if it is not there. */
    public Path screenshots() throws IOException {
        return Files.createDirectories(pictures().resolve("Screenshots"));
    }

    private Path pictures() throws IOException {
        Path file = configuration().resolve("user-dirs.dirs");
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(PICTURES)) {
                    String value =
                            line.substring(PICTURES.length()).replace("\"", "").strip();
                    return Path.of(value.replace("$HOME", home.toString()));
                }
            }
        }
        return home.resolve("Pictures");
    }

    /** Where the log goes: {@code $XDG_STATE_HOME/vitrine}. */
    public Path state() {
        return base("XDG_STATE_HOME", ".local/state").resolve("vitrine");
    }

    /** Where machines are: {@code $XDG_DATA_HOME/vitrine/machines}. */
    public Path machines() {
        return data().resolve("vitrine").resolve("machines");
    }

    /** Where the desktop keeps what its user has thrown away: {@code $XDG_DATA_HOME/Trash}. */
    public Path trash() {
        return data().resolve("Trash");
    }

    /** Where the desktop looks for what it starts with the session: {@code $XDG_CONFIG_HOME/autostart}. */
    public Path autostart() {
        return configuration().resolve("autostart");
    }

    private Path data() {
        return base("XDG_DATA_HOME", ".local/share");
    }

    private Path configuration() {
        return base("XDG_CONFIG_HOME", ".config");
    }

    /** A base directory (XDG Base Directory Specification): relative paths in the environment do not count. */
    private Path base(String variable, String usual) {
        String configured = environment.getOrDefault(variable, "");
        return configured.startsWith("/") ? Path.of(configured) : home.resolve(usual);
    }
}
