package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.Settings;
import org.vitrine.app.model.UserFolders;

class MachinesFolderTest {
    @TempDir
    Path home;

    private UserFolders folders;
    private MachinesFolder machines;

    @BeforeEach
    void load() {
        folders = new UserFolders(home, Map.of());
        machines = again();
    }

    /** As the next start finds it. */
    private MachinesFolder again() {
        return new MachinesFolder(Settings.load(folders.settings(), Runnable::run), folders);
    }

    @Test
    void the_usual_folder_is_opened_until_another_is_chosen_and_again_after_that() throws Exception {
        Path other = Files.createDirectory(home.resolve("other"));
        assertThat(machines.open()).isEqualTo(home.resolve(".local/share/vitrine/machines"));
        assertThat(machines.isUsual()).isTrue();

        machines.choose(other);
        assertThat(again().open()).isEqualTo(other);
        assertThat(again().isUsual()).isFalse();
        try (var left = Files.list(other)) {
            assertThat(left).isEmpty();
        }

        machines.chooseUsual();
        assertThat(again().isUsual()).isTrue();
        machines.choose(other);
        Files.createDirectories(folders.machines());
        machines.choose(folders.machines());
        assertThat(again().isUsual()).isTrue();
    }

    @Test
    void a_folder_that_is_none_or_a_machines_own_is_refused() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        Path machine = Files.createDirectory(home.resolve("machine"));
        Files.createFile(machine.resolve("machine.json"));

        assertThatThrownBy(() -> machines.choose(home.resolve("none"))).hasMessageContaining("There is no folder");
        assertThatThrownBy(() -> machines.choose(file)).hasMessageContaining("There is no folder");
        assertThatThrownBy(() -> machines.choose(machine)).hasMessageContaining("is the folder of a machine");
        assertThat(again().isUsual()).isTrue();
    }

    @Test
    void a_folder_that_cannot_be_written_is_refused() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may do anything");
        Path locked = Files.createDirectory(
                home.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));

        assertThatThrownBy(() -> machines.choose(locked)).hasMessageContaining("you have no permission");
        assertThat(again().isUsual()).isTrue();
    }

    @Test
    void a_chosen_folder_that_has_gone_is_told_and_not_made_anew() throws Exception {
        Path drive = Files.createDirectory(home.resolve("drive"));
        machines.choose(drive);
        Files.delete(drive);

        assertThatThrownBy(() -> again().open())
                .hasMessageContaining(drive.toString())
                .hasMessageContaining("Connect its drive");
        assertThat(drive).doesNotExist();
    }
}
