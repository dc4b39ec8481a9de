package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.DiskRequest;
import org.vitrine.app.model.MachineSession;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.config.LinkedClones;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;

class TrashTest {
    @TempDir
    Path folder;

    private LibraryFixture at;

    @BeforeEach
    void open() throws Exception {
        at = new LibraryFixture(folder);
    }

    @AfterEach
    void close() throws Exception {
        at.close();
    }

    @Test
    void a_machine_goes_to_the_trash_as_the_specification_says_and_comes_back() throws Exception {
        UUID uuid = at.create("Ünïcode 100 %");
        byte[] before = Files.readAllBytes(at.folder(uuid).machineFile());
        long bytes = at.trash.check(uuid);
        Trash.TrashedMachine trashed = at.trash.put(uuid);

        assertThat(at.library.machines()).isEmpty();
        assertThat(at.folder(uuid).path()).doesNotExist();
        assertThat(trashed.bytes()).isEqualTo(bytes).isPositive();
        assertThat(at.data.resolve("Trash/files/" + uuid + "/machine.json")).exists();
        assertThat(Files.readAllLines(at.data.resolve("Trash/info/" + uuid + ".trashinfo")))
                .hasSize(3)
                .startsWith(
                        "[Trash Info]",
                        "Path=" + at.folder(uuid).path().toUri().getRawPath().replaceAll("/$", ""))
                .last()
                .asString()
                .matches("DeletionDate=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");

        assertThat(at.trash.list()).singleElement().satisfies(one -> {
            assertThat(one.uuid()).isEqualTo(uuid);
            assertThat(one.name()).isEqualTo("Ünïcode 100 %");
        });
        at.trash.restore(at.trash.list().getFirst());

        assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.OFF);
        assertThat(at.folder(uuid).machineFile()).hasBinaryContent(before);
        assertThat(at.trash.list()).isEmpty();
    }

    @Test
    void a_path_with_spaces_and_percents_survives_the_info_file() throws Exception {
        Path odd = Files.createDirectories(folder.toRealPath().resolve("a %41 b/ü"));
        Path file = Files.writeString(odd.resolve("x y"), "content");
        TrashFolder.Entry entry = TrashFolder.forFile(file, at.data.resolve("Trash"))
                .put(file, java.time.LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6));

        assertThat(Files.readString(entry.info()))
                .contains("/a%20%2541%20b/%C3%BC/x%20y")
                .contains("2026-01-02T03:04:05\n");
        assertThat(TrashFolder.read(entry.info()).origin()).isEqualTo(file);
        TrashFolder.restore(TrashFolder.read(entry.info()));
        assertThat(file).hasContent("content");
    }

    @Test
    void a_running_machine_is_not_deleted() throws Exception {
        UUID uuid = at.create("Running");
        MachineSession session = at.starts.start(uuid);

        assertThatThrownBy(() -> at.trash.put(uuid)).hasMessageContaining("Shut it down first");
        assertThat(at.folder(uuid).path()).exists();
        session.forceOff().join();
        org.vitrine.app.fake.Eventually.until("off", () -> at.machine(uuid).state() == LibraryMachine.State.OFF);
    }

    @Test
    void a_machine_whose_disk_is_behind_anothers_is_not_deleted() throws Exception {
        UUID base = at.create("Base");
        Path below = at.machine(base).config().disks().getFirst().file();
        UUID clone = at.create("Clone");
        Path overlay = at.folder(clone).disks().resolve("overlay.qcow2");
        ImageWork.createQcow2(overlay, Qcow2Options.ofSize(1 << 20).over(below.toString(), "qcow2"), false);

        assertThatThrownBy(() -> at.trash.put(base))
                .hasMessageContaining("Base cannot be deleted")
                .hasMessageContaining("Clone");
        assertThat(at.folder(base).path()).exists();

        at.trash.put(clone);
        at.trash.put(base);
        assertThat(at.library.machines()).isEmpty();
    }

    @Test
    void a_machine_is_not_deleted_as_long_as_a_linked_clone_of_it_lies_in_the_trash() throws Exception {
        UUID parent = at.create("Parent");
        UUID clone = at.create("Clone");
        new LinkedClones(at.folder(parent).path())
                .put(new LinkedClone(clone, "Clone", at.folder(clone).path(), Optional.empty(), List.of(), true));

        assertThatThrownBy(() -> at.trash.put(parent)).hasMessageContaining("other machines need its disks: Clone.");
        Trash.TrashedMachine trashed = at.trash.put(clone);
        assertThatThrownBy(() -> at.trash.put(parent)).hasMessageContaining("Clone (in the trash)");

        // Somebody empties the trash.
        DurableFiles.deleteAll(at.data.resolve("Trash/files"));
        Files.delete(trashed.info());
        at.trash.put(parent);
        assertThat(at.library.machines()).isEmpty();
    }

    @Test
    void a_machine_whose_disk_another_uses_in_its_place_is_not_deleted() throws Exception {
        UUID owner = at.create("Owner");
        Path disk = at.machine(owner).config().disks().getFirst().file();
        UUID unused = at.creation.createNow(
                NewMachine.of("User", 64)
                        .withDisks(List.of(new NewDisk.InPlace(
                                new DiskRequest(disk, Disk.Bus.AHCI, Disk.Cache.WRITEBACK, Optional.empty(), true)))),
                (done, total) -> {});

        assertThatThrownBy(() -> at.trash.check(owner)).hasMessageContaining("User");
    }

    @Test
    void a_restored_machine_whose_name_was_taken_gets_another() throws Exception {
        UUID first = at.create("Name");
        Trash.TrashedMachine trashed = at.trash.put(first);
        UUID unused = at.create("Name");

        assertThat(at.trash.restore(trashed).name()).isEqualTo("Name 2");
        assertThatThrownBy(() -> at.trash.restore(trashed)).hasMessageContaining("not in the trash any more");
    }

    @Test
    void a_damaged_machine_can_be_deleted() throws Exception {
        UUID uuid = at.create("Damaged");
        Files.writeString(at.folder(uuid).machineFile(), "nonsense");
        at.library.refresh();

        Trash.TrashedMachine trashed = at.trash.put(uuid);
        assertThat(at.library.machines()).isEmpty();
        assertThat(at.trash.restore(trashed).state()).isEqualTo(LibraryMachine.State.DAMAGED);
    }

    @Test
    void two_deletions_of_one_name_in_the_trash_keep_both() throws Exception {
        Path home = at.data.resolve("Trash");
        Path file = at.data.resolve("same");
        Files.writeString(file, "1");
        TrashFolder.Entry one = TrashFolder.forFile(file, home).put(file, java.time.LocalDateTime.now());
        Files.writeString(file, "2");
        TrashFolder.Entry two = TrashFolder.forFile(file, home).put(file, java.time.LocalDateTime.now());

        assertThat(one.item()).hasContent("1");
        assertThat(two.item()).hasContent("2");
    }
}
