package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.model.Refusal;
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
        assertThat(AutostartEntry.quoted("a b")).isEqualTo("\"a b\"");
        assertThat(AutostartEntry.quoted("100%")).isEqualTo("\"100%%\"");
        assertThat(AutostartEntry.quoted("a\"b$c`d")).isEqualTo("\"a\\\\\"b\\\\$c\\\\`d\"");
        assertThat(AutostartEntry.quoted("a\\b")).isEqualTo("\"a\\\\\\\\b\"");
    }

    @Test
    void the_applications_own_entry_is_switched_on_and_off_and_a_desktop_that_hides_it_is_believed() throws Exception {
        Path entry = folder.resolve("autostart").resolve(ApplicationAutostart.ENTRY);
        ApplicationAutostart autostart = new ApplicationAutostart(entry.getParent(), "/opt/my vitrine/bin/vitrine");
        assertThat(autostart.isOn()).isFalse();

        autostart.set(true);
        assertThat(autostart.isOn()).isTrue();
        assertThat(Files.readAllLines(entry))
                .contains("[Desktop Entry]", "Type=Application")
                .contains("Exec=\"/opt/my vitrine/bin/vitrine\"");
        try (var beside = Files.list(entry.getParent())) {
            assertThat(beside).containsExactly(entry);
        }

        Files.writeString(entry, Files.readString(entry) + "Hidden=true\n");
        assertThat(autostart.isOn()).isFalse();
        autostart.set(true);
        assertThat(autostart.isOn()).isTrue();

        autostart.set(false);
        assertThat(entry).doesNotExist();
        autostart.set(false);
        assertThat(autostart.isOn()).isFalse();
    }

    @Test
    void an_entry_that_cannot_be_written_is_told() throws Exception {
        Path inTheWay = Files.createFile(folder.resolve("autostart"));

        assertThatThrownBy(() -> new ApplicationAutostart(inTheWay, "vitrine").set(true))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(inTheWay.toString());
    }
}
