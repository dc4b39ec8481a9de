package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void what_was_put_is_there_at_the_next_start() {
        Settings.load(folder.resolve("new"), Runnable::run).put("appearance", "dark");

        assertThat(Settings.load(folder.resolve("new"), Runnable::run).get("appearance"))
                .contains("dark");
    }

    @Test
    void a_damaged_file_counts_as_none() throws IOException {
        Files.writeString(folder.resolve("settings.properties"), "a=\\u12");

        assertThat(Settings.load(folder, Runnable::run).get("a")).isEmpty();
    }

    @Test
    void a_number_that_is_none_is_absent() {
        Settings settings = Settings.load(folder, Runnable::run);
        settings.put("x", "12.5");
        settings.put("y", "much");
        settings.put("z", "NaN");

        assertThat(settings.number("x")).contains(12.5);
        assertThat(settings.number("y")).isEmpty();
        assertThat(settings.number("z")).isEmpty();
    }

    @Test
    void screenshots_go_where_the_desktop_keeps_pictures() throws IOException {
        Files.createDirectories(folder.resolve(".config"));
        Files.writeString(folder.resolve(".config/user-dirs.dirs"), "XDG_PICTURES_DIR=\"$HOME/Bilder\"\n");

        assertThat(new UserFolders(folder, Map.of()).screenshots()).isEqualTo(folder.resolve("Bilder/Screenshots"));
    }

    @Test
    void settings_go_where_the_environment_says() {
        assertThat(new UserFolders(folder, Map.of("XDG_CONFIG_HOME", "/etc/x")).settings())
                .isEqualTo(Path.of("/etc/x/vitrine"));
    }
}
