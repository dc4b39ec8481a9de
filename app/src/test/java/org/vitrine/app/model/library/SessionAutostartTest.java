package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.Eventually;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

class SessionAutostartTest {
    @TempDir
    Path folder;

    @Test
    void the_entry_is_there_as_long_as_a_machine_wants_it() throws Exception {
        try (LibraryFixture at = new LibraryFixture(folder)) {
            Path entry = at.data.resolve("autostart").resolve(SessionAutostart.ENTRY);
            SessionAutostart autostart =
                    new SessionAutostart(entry.getParent(), List.of("/opt/my vitrine/bin/vitrine", "autostart"));
            UUID uuid = at.create("Server");
            autostart.update(at.library);
            assertThat(entry).doesNotExist();

            at.edits.apply(uuid, config -> withSession(config, true));
            assertThat(SessionAutostart.wanted(at.library)).containsExactly(uuid);
            autostart.update(at.library);
            assertThat(Files.readAllLines(entry))
                    .contains("[Desktop Entry]", "Type=Application")
                    .contains("Exec=\"/opt/my vitrine/bin/vitrine\" \"autostart\"");

            at.trash.put(uuid);
            autostart.update(at.library);
            assertThat(entry).doesNotExist();
        }
    }

    @Test
    void the_entry_follows_an_edit_a_deletion_a_restore_and_another_application() throws Exception {
        try (LibraryFixture at = new LibraryFixture(folder)) {
            Path entry = at.data.resolve("autostart").resolve(SessionAutostart.ENTRY);
            new SessionAutostart(entry.getParent(), List.of("vitrine", "autostart")).follow(at.library);
            UUID uuid = at.create("Server");

            at.edits.apply(uuid, config -> withSession(config, true));
            assertThat(entry).exists();

            Trash.TrashedMachine trashed = at.trash.put(uuid);
            Eventually.until("removed", () -> !Files.exists(entry));
            var unused = at.trash.restore(trashed);
            Eventually.until("restored", () -> Files.exists(entry));

            Path file = at.folder(uuid).machineFile();
            MachineConfig config = MachineReader.config(at.folder(uuid));
            MachineConfigFile.write(file, withSession(config, false));
            Eventually.until("written by another", () -> !Files.exists(entry));
        }
    }

    private static MachineConfig withSession(MachineConfig config, boolean starts) {
        return config.withLifeCycle(config.lifeCycle().withStartWithSession(starts));
    }

    @Test
    void a_word_of_the_exec_key_is_quoted_as_the_specification_says() {
        assertThat(SessionAutostart.quoted("a b")).isEqualTo("\"a b\"");
        assertThat(SessionAutostart.quoted("100%")).isEqualTo("\"100%%\"");
        assertThat(SessionAutostart.quoted("a\"b$c`d")).isEqualTo("\"a\\\\\"b\\\\$c\\\\`d\"");
        assertThat(SessionAutostart.quoted("a\\b")).isEqualTo("\"a\\\\\\\\b\"");
    }
}
