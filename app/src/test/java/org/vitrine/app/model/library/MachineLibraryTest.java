package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.Eventually;
import org.vitrine.app.model.Discs;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeDirectory;

class MachineLibraryTest {
    @TempDir
    Path folder;

    private LibraryFixture at;

    @BeforeEach
    void open() throws Exception {
        at = new LibraryFixture(folder);
    }

    @AfterEach
    void close() throws Exception {
        for (LibraryMachine machine : at.library.machines()) {
            machine.session()
                    .ifPresent(session ->
                            session.forceOff().exceptionally(e -> null).join());
        }
        at.close();
    }

    private void awaitState(UUID uuid, LibraryMachine.State state) {
        Eventually.until(state.toString(), () -> at.machine(uuid).state() == state);
    }

    @Test
    void a_machine_that_is_made_is_listed_with_its_disk() throws Exception {
        UUID uuid = at.create("Debian");
        LibraryMachine machine = at.machine(uuid);

        assertThat(machine.state()).isEqualTo(LibraryMachine.State.OFF);
        assertThat(machine.name()).isEqualTo("Debian");
        assertThat(machine.config().disks().getFirst().file())
                .isEqualTo(at.folder(uuid).disks().resolve("disk0.qcow2"))
                .exists();
        assertThat(Files.readString(at.folder(uuid).machineFile())).contains("\"disks/disk0.qcow2\"");
        assertThat(machine.history().created()).isNotNull();
        assertThat(machine.diskUse()).isPositive();
        try (var entries = Files.list(at.root)) {
            assertThat(entries).containsExactly(at.folder(uuid).path());
        }
    }

    @Test
    void a_refused_machine_leaves_nothing() throws Exception {
        UUID unused = at.create("Debian");

        assertThatThrownBy(() -> at.create("debian"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> at.creation.createNow(
                        NewMachine.of("x", 64).withDiscs(List.of(folder.resolve("gone.iso"))), (d, t) -> {}))
                .hasMessageContaining("There is no file");
        assertThatThrownBy(() -> at.creation.createNow(
                        NewMachine.of("x", 64).withDisks(List.of(new NewDisk.Empty(1))), (d, t) -> {}))
                .hasMessageContaining("A disk of 1 bytes is not possible");
        assertThatThrownBy(() -> at.creation.createNow(NewMachine.of("x", 1 << 20), (d, t) -> {}))
                .hasMessageContaining("this host has only");
        try (var entries = Files.list(at.root)) {
            assertThat(entries).hasSize(1);
        }
    }

    @Test
    void what_a_killed_creation_left_is_swept_and_what_is_under_way_is_not() throws Exception {
        MachineFolder killed = UnfinishedFolders.of(at.root, UUID.randomUUID());
        UnfinishedFolders.make(killed);
        Files.writeString(killed.machineFile(), "{");
        MachineFolder underWay = UnfinishedFolders.of(at.root, UUID.randomUUID());
        UnfinishedFolders.make(underWay);
        try (MachineLock lock = MachineLock.take(underWay)) {
            Thread.ofPlatform()
                    .start(() -> {
                        try {
                            UnfinishedFolders.sweep(at.root);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .join();
        }

        assertThat(killed.path()).doesNotExist();
        assertThat(underWay.path()).exists();
    }

    @Test
    void damaged_later_and_copied_folders_are_shown_with_their_reason() throws Exception {
        UUID sound = at.create("Sound");
        UUID torn = at.create("Torn");
        UUID later = at.create("Later");
        UUID empty = UUID.randomUUID();
        UUID copy = UUID.randomUUID();
        Files.writeString(at.folder(torn).machineFile(), "{\"version\": 3, ");
        Files.writeString(
                at.folder(later).machineFile(),
                Files.readString(at.folder(later).machineFile())
                        .replaceFirst("\"version\" : \\d+", "\"version\" : 99"));
        Files.createDirectory(at.folder(empty).path());
        Files.createDirectory(at.folder(copy).path());
        Files.copy(at.folder(sound).machineFile(), at.folder(copy).machineFile());
        at.library.refresh();

        assertThat(at.library.machines()).hasSize(5);
        assertThat(at.machine(sound).state()).isEqualTo(LibraryMachine.State.OFF);
        assertThat(List.of(torn, later, empty, copy))
                .allSatisfy(uuid -> assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.DAMAGED));
        assertThat(at.machine(torn).reason().orElseThrow()).contains("is not a machine's configuration");
        assertThat(at.machine(later).reason().orElseThrow())
                .contains("version 99")
                .contains("later Vitrine");
        assertThat(at.machine(empty).reason().orElseThrow()).contains("does not exist");
        assertThat(at.machine(copy).reason().orElseThrow()).contains("is a copy of another machine’s folder");
        assertThatThrownBy(() -> at.starts.start(torn)).isInstanceOf(Refusal.class);
    }

    @Test
    void a_damaged_machine_keeps_the_name_that_its_file_or_its_newest_snapshot_still_tells() throws Exception {
        UUID torn = at.create("Torn");
        UUID lost = at.create("Lost");
        UUID nameless = at.create("Nameless");
        UUID hostile = at.create("Hostile");
        String whole = Files.readString(at.folder(torn).machineFile());
        Files.writeString(at.folder(torn).machineFile(), whole.substring(0, whole.indexOf("Torn") + "Torn\"".length()));
        Path kept = Files.createDirectories(
                at.folder(lost).snapshots().resolve(UUID.randomUUID().toString()));
        Files.copy(at.folder(lost).machineFile(), kept.resolve("machine.json"));
        Files.write(at.folder(lost).machineFile(), new byte[4096]);
        Files.write(at.folder(nameless).machineFile(), new byte[0]);
        Files.writeString(at.folder(hostile).machineFile(), "{\"name\": \"../../etc/passwd\", ");
        at.library.refresh();

        assertThat(at.machine(torn).state()).isEqualTo(LibraryMachine.State.DAMAGED);
        assertThat(at.machine(torn).name()).isEqualTo("Torn");
        assertThat(at.machine(lost).name()).isEqualTo("Lost");
        assertThat(at.machine(nameless).name()).isEqualTo(nameless.toString());
        assertThat(at.machine(hostile).name()).isEqualTo(hostile.toString());
        assertThat(at.library.named("Torn").uuid()).isEqualTo(torn);
    }

    @Test
    void a_folder_without_rights_is_shown_with_its_reason() throws Exception {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may do anything");
        UUID uuid = at.create("Locked");
        Files.setPosixFilePermissions(at.folder(uuid).path(), PosixFilePermissions.fromString("---------"));
        try {
            at.library.refresh();
            assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.DAMAGED);
            assertThat(at.machine(uuid).reason().orElseThrow()).contains("you have no permission");
        } finally {
            Files.setPosixFilePermissions(at.folder(uuid).path(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void a_second_application_sees_what_the_first_does() throws Exception {
        try (LibraryFixture other = new LibraryFixture(folder)) {
            UUID uuid = at.create("Shared");
            Eventually.until("seen", () -> other.library.machine(uuid).isPresent());

            other.edits.apply(uuid, config -> config.withMemoryMiB(128));
            Eventually.until("edited", () -> at.machine(uuid).config().memoryMiB() == 128);

            MachineSession unused = at.starts.start(uuid);
            Eventually.until("running", () -> other.machine(uuid).state() == LibraryMachine.State.RUNNING);
            assertThatThrownBy(() -> other.starts.start(uuid)).hasMessageContaining("runs already");

            other.machine(uuid).session().orElseThrow().forceOff().join();
            Eventually.until("off here", () -> at.machine(uuid).state() == LibraryMachine.State.OFF);
            Eventually.until("off there", () -> other.machine(uuid).state() == LibraryMachine.State.OFF);

            at.trash.put(uuid);
            Eventually.until("gone", () -> other.library.machine(uuid).isEmpty());
        }
    }

    @Test
    void a_machine_runs_is_paused_and_ends() throws Exception {
        UUID uuid = at.create("Runner");
        MachineSession session = at.starts.start(uuid);

        awaitState(uuid, LibraryMachine.State.RUNNING);
        session.pause().join();
        awaitState(uuid, LibraryMachine.State.PAUSED);
        session.resume().join();
        awaitState(uuid, LibraryMachine.State.RUNNING);
        assertThat(at.machine(uuid).history().started()).isNotNull();
        session.forceOff().join();
        awaitState(uuid, LibraryMachine.State.OFF);
        Eventually.until("end noted", () -> at.machine(uuid).history().ended() != null);
        assertThat(at.machine(uuid).session()).isEmpty();
    }

    @Test
    void a_machine_that_fails_says_why_until_its_next_start() throws Exception {
        UUID uuid = at.create("exit-4");

        assertThatThrownBy(() -> at.starts.start(uuid)).hasMessageContaining("The guest failed.");
        Eventually.until("failed", () -> at.machine(uuid).state() == LibraryMachine.State.FAILED);
        assertThat(at.machine(uuid).reason().orElseThrow()).contains("The guest failed.");
    }

    @Test
    void a_machine_that_was_found_before_the_library_opened_is_followed_to_its_end() throws Exception {
        UUID uuid = at.create("Found");
        MachineSession unused = at.starts.start(uuid);
        awaitState(uuid, LibraryMachine.State.RUNNING);
        at.close();

        at = new LibraryFixture(folder);
        MachineSession session = at.machine(uuid).session().orElseThrow();
        session.pause().join();
        awaitState(uuid, LibraryMachine.State.PAUSED);
        session.forceOff().join();
        Eventually.until("noted", () -> at.machine(uuid).history().isOver());
        assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.OFF);
    }

    /** Java itself tells none that is longer than a page. */
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void a_machine_killed_while_nobody_looked_has_failed_until_its_next_start() throws Exception {
        UUID uuid = at.create("Killed");
        MachineSession unused = at.starts.start(uuid);
        awaitState(uuid, LibraryMachine.State.RUNNING);
        at.close();
        ProcessHandle process = ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child).contains(uuid.toString()))
                .findFirst()
                .orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();

        at = new LibraryFixture(folder);
        assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.FAILED);
        assertThat(at.machine(uuid).reason().orElseThrow()).contains("was killed");
        MachineSession again = at.starts.start(uuid);
        awaitState(uuid, LibraryMachine.State.RUNNING);
        at.library.refresh();
        assertThat(at.machine(uuid).reason()).isEmpty();
        again.forceOff().join();
        awaitState(uuid, LibraryMachine.State.OFF);
    }

    /** As the window does: it shows what is on the disk before it asks what runs. */
    private void openLibraryFirst() throws Exception {
        at.close();
        at = LibraryFixture.notBegun(folder);
    }

    @Test
    void a_machine_whose_process_ends_before_anybody_asked_it_is_off() throws Exception {
        UUID uuid = at.create("Ending");
        RuntimeDirectory directory = at.runtime.create(uuid);
        try (FileChannel channel = FileChannel.open(
                        directory.lockFile(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileLock unused = channel.lock()) {
            openLibraryFirst();
            assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.STARTING);
            directory.delete();
        }
        int unused = at.machines.begin();

        awaitState(uuid, LibraryMachine.State.OFF);
    }

    @Test
    void a_machine_that_was_killed_has_failed_also_where_the_library_was_opened_first() throws Exception {
        UUID uuid = at.create("Killed");
        new MachineHistory(Instant.EPOCH, Instant.EPOCH, null, null)
                .write(at.folder(uuid).history());
        Files.createFile(at.runtime.create(uuid).lockFile());
        openLibraryFirst();
        int swept = at.machines.begin();

        assertThat(swept).isEqualTo(1);
        awaitState(uuid, LibraryMachine.State.FAILED);
    }

    @Test
    void a_machine_whose_folder_is_moved_away_while_it_runs_is_still_there() throws Exception {
        UUID uuid = at.create("Moved");
        MachineSession session = at.starts.start(uuid);
        awaitState(uuid, LibraryMachine.State.RUNNING);
        Path elsewhere = at.data.resolve("elsewhere");
        Files.move(at.folder(uuid).path(), elsewhere, StandardCopyOption.ATOMIC_MOVE);
        at.library.refresh();

        assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.RUNNING);
        assertThat(at.machine(uuid).name()).isEqualTo("Moved");
        assertThat(at.machine(uuid).reason().orElseThrow()).contains("is not there any more");

        Files.move(elsewhere, at.folder(uuid).path(), StandardCopyOption.ATOMIC_MOVE);
        at.library.refresh();
        assertThat(at.machine(uuid).reason()).isEmpty();

        Files.move(at.folder(uuid).path(), elsewhere, StandardCopyOption.ATOMIC_MOVE);
        session.forceOff().join();
        Eventually.until("gone", () -> at.library.machine(uuid).isEmpty());
    }

    @Test
    void a_disc_or_disk_that_vanished_is_named() throws Exception {
        Path iso = Discs.iso(folder.resolve("a.iso"), 20);
        UUID uuid = at.creation.createNow(
                NewMachine.of("Disc", 64).withDiscs(List.of(iso)).withDisks(List.of(new NewDisk.Empty(1 << 20))),
                (d, t) -> {});
        Files.delete(iso);
        assertThatThrownBy(() -> at.starts.start(uuid))
                .hasMessageContaining("The disc " + iso)
                .hasMessageContaining("eject it from Disc");

        at.edits.apply(uuid, config -> config.withOptical(List.of(new MachineConfig.Optical("cd0", null))));
        Files.delete(at.machine(uuid).config().disks().getFirst().file());
        assertThatThrownBy(() -> at.starts.start(uuid)).hasMessageContaining("is not there any more");
    }

    @Test
    void machines_are_found_by_name_uuid_or_its_beginning() throws Exception {
        UUID uuid = at.create("Debian 12");

        assertThat(at.library.named("debian 12").uuid()).isEqualTo(uuid);
        assertThat(at.library.named(uuid.toString()).uuid()).isEqualTo(uuid);
        assertThat(at.library.named(uuid.toString().substring(0, 8)).uuid()).isEqualTo(uuid);
        assertThatThrownBy(() -> at.library.named("Fedora")).hasMessageContaining("There is no machine “Fedora”");

        // Two of one name can only come from elsewhere, such as a file that somebody edited.
        UUID other = at.create("Other");
        Files.writeString(
                at.folder(other).machineFile(),
                Files.readString(at.folder(other).machineFile()).replace("Other", "Debian 12"));
        at.library.refresh();
        assertThatThrownBy(() -> at.library.named("Debian 12"))
                .hasMessageContaining("Several machines")
                .hasMessageContaining(uuid.toString())
                .hasMessageContaining(other.toString());
    }

    @Test
    void a_disposable_run_is_the_processs_affair_and_changes_no_file() throws Exception {
        UUID uuid = at.create("Throwaway");
        String before = Files.readString(at.folder(uuid).machineFile());
        MachineSession session = at.starts.startDisposable(uuid);

        Eventually.until("running", () -> at.machine(uuid).isDisposableRun());
        assertThat(Files.readString(at.folder(uuid).machineFile())).isEqualTo(before);

        session.forceOff().join();
        awaitState(uuid, LibraryMachine.State.OFF);
        MachineSession usual = at.starts.start(uuid);
        Eventually.until("running", () -> at.machine(uuid).state() == LibraryMachine.State.RUNNING);
        assertThat(at.machine(uuid).isDisposableRun()).isFalse();
        usual.forceOff().join();
        awaitState(uuid, LibraryMachine.State.OFF);
    }

    @Test
    void edits_are_checked_written_and_seen() throws Exception {
        UUID uuid = at.create("Edited");
        UUID unused = at.create("Other");
        at.edits.apply(
                uuid,
                config -> config.withName("Renamed").withAbout(config.about().withGroup("Work")));

        assertThat(at.machine(uuid).name()).isEqualTo("Renamed");
        assertThat(at.machine(uuid).config().about().group()).isEqualTo("Work");
        assertThatThrownBy(() -> at.edits.apply(uuid, config -> config.withName("Other")))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> at.edits.apply(uuid, config -> config.withMemoryMiB(1)))
                .hasMessageContaining("1 MiB");
        assertThatThrownBy(() -> at.edits.apply(uuid, config -> config.withUuid(UUID.randomUUID())))
                .hasMessageContaining("UUID cannot be changed");
        assertThat(at.machine(uuid).name()).isEqualTo("Renamed");

        LibraryMachine machine = at.machine(uuid);
        String json = MachineEdits.text(machine, machine.config()).replace("Renamed", "Typed");
        assertThat(at.edits.parse(machine, json).name()).isEqualTo("Typed");
        assertThatThrownBy(() -> at.edits.parse(machine, json.replace("memoryMiB", "memory")))
                .hasMessageContaining("memory");
    }

    @Test
    void a_saved_machine_keeps_its_hardware_but_not_its_name() throws Exception {
        UUID uuid = at.create("Saved");
        MachineConfigFile.write(
                at.folder(uuid).machineFile(), at.machine(uuid).config().withSaved(UUID.randomUUID()));
        at.library.refresh();

        assertThat(at.machine(uuid).state()).isEqualTo(LibraryMachine.State.SAVED);
        at.edits.apply(uuid, config -> config.withName("Renamed"));
        assertThatThrownBy(() -> at.edits.apply(uuid, config -> config.withMemoryMiB(128)))
                .hasMessageContaining("goes on only with the hardware");
        assertThatThrownBy(() -> at.edits.apply(uuid, config -> config.withSaved(null)))
                .hasMessageContaining("was changed meanwhile");
    }

    @Test
    void a_machine_that_somebody_works_on_is_busy() throws Exception {
        UUID uuid = at.create("Busy");
        try (MachineLock lock = MachineLock.take(at.folder(uuid))) {
            Optional<Throwable> refusal = Optional.ofNullable(java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                        try (MachineLock second = MachineLock.take(at.folder(uuid), java.time.Duration.ZERO)) {
                            return null;
                        } catch (Refusal | InterruptedException e) {
                            return (Throwable) e;
                        }
                    })
                    .join());
            assertThat(refusal.orElseThrow()).hasMessageContaining("is being changed or started");
        }
    }
}
