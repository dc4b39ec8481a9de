package org.vitrine.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;

/** A machine that is off, or saved: its snapshots and clones, without KVM. */
class StoredMachineTest {
    @TempDir
    Path library;

    private StoredMachineFixture fixture;
    private Path directory;
    private MachineDirectory machine;
    private StoredMachine stored;

    @BeforeEach
    void setUp() throws Exception {
        fixture = StoredMachineFixture.make(library);
        directory = fixture.directory;
        machine = fixture.machine;
        stored = fixture.stored;
    }

    private List<Manifest> snapshots() throws IOException {
        return machine.snapshots().list().snapshots();
    }

    private Manifest take(String name) throws IOException {
        return stored.take(name, "");
    }

    private void revert(Manifest to) throws IOException {
        stored.revert(to.id(), Optional.empty(), Progress.NONE);
    }

    @Test
    void disk_nvram_and_hardware_return_together() throws Exception {
        Manifest one = take("one");
        fixture.put("second");
        machine.edit(config -> config.withMemoryMiB(128).withName("renamed"));
        Manifest two = take("two");
        fixture.put("third");

        revert(one);
        assertThat(fixture.shown()).isEqualTo("first");
        assertThat(machine.config().memoryMiB()).isEqualTo(64);
        assertThat(machine.config().name()).isEqualTo("renamed");
        assertThat(machine.config().snapshot()).isEqualTo(one.id());
        revert(two);
        assertThat(fixture.shown()).isEqualTo("second");
        assertThat(machine.config().memoryMiB()).isEqualTo(128);
        assertThat(two.parent()).contains(one.id());
        assertNothingIsLeftOver();
    }

    @Test
    void the_present_state_is_kept_when_that_is_asked_for() throws Exception {
        Manifest one = take("one");
        fixture.put("second");

        stored.revert(one.id(), Optional.of("kept"), Progress.NONE);

        assertThat(fixture.shown()).isEqualTo("first");
        revert(snapshots().getLast());
        assertThat(snapshots().getLast().name()).isEqualTo("kept");
        assertThat(fixture.shown()).isEqualTo("second");
    }

    @Test
    void a_saved_machine_becomes_a_snapshot_and_goes_on_from_it() throws Exception {
        UUID saved = fixture.save();

        Manifest taken = take("asleep");

        assertThat(taken.id()).isEqualTo(saved);
        assertThat(taken.hasMemory()).isTrue();
        assertThat(machine.config().saved()).isEqualTo(saved);
        assertThat(machine.kept().orElseThrow().store()).isSameAs(machine.snapshots());
        stored.discardSaved();
        assertThat(machine.kept()).isEmpty();
        assertThat(snapshots()).hasSize(1);
        fixture.put("second");
        revert(taken);
        assertThat(machine.kept().orElseThrow().manifest()).isEqualTo(taken);
        assertThat(fixture.shown()).isEqualTo("first");
        assertNothingIsLeftOver();
    }

    @Test
    void a_saved_machine_goes_on_with_the_hardware_that_it_had_and_what_waits_waits_on() throws Exception {
        fixture.save();
        machine.edit(config -> config.withMemoryMiB(128).withName("renamed"));

        assertThat(machine.atStart(machine.config()))
                .isEqualTo(machine.config().withMemoryMiB(64).withName("renamed"));
        assertThat(machine.config().memoryMiB()).isEqualTo(128);
        stored.discardSaved();
        assertThat(machine.atStart(machine.config())).isEqualTo(machine.config());
    }

    @Test
    void a_saved_machine_goes_on_with_the_images_that_snapshots_put_behind_its_disks() throws Exception {
        fixture.save();
        MachineConfig before = machine.config();
        machine.edit(config -> config.withDisks(List.of()));
        assertThat(machine.atStart(machine.config()).disks()).isEqualTo(before.disks());
        assertThatThrownBy(() -> take("asleep")).hasMessageContaining("other disks than the machine had");

        machine.edit(config -> before);
        take("asleep");
        assertThat(machine.atStart(machine.config())).isEqualTo(machine.config());
        machine.edit(config -> config.withDisks(List.of()));
        assertThat(machine.atStart(machine.config()).disks()).isEmpty();
    }

    @Test
    void a_snapshot_that_the_machine_goes_on_from_leaves_the_tree_and_stays_its_saved_state() throws Exception {
        UUID saved = fixture.save();
        take("asleep");

        stored.tree().delete(saved, Progress.NONE);

        assertThat(snapshots()).isEmpty();
        assertThat(machine.kept().orElseThrow().store()).isSameAs(machine.saved());
        assertThat(fixture.shown()).isEqualTo("first");
        stored.tree().sweep();
        assertThat(machine.kept().orElseThrow().manifest().id()).isEqualTo(saved);
    }

    @Test
    void a_return_from_a_saved_state_drops_it() throws Exception {
        Manifest one = take("one");
        fixture.save();

        revert(one);

        assertThat(machine.kept()).isEmpty();
        assertThat(directory.resolve("saved")).isEmptyDirectory();
    }

    @Test
    void an_image_that_is_gone_is_not_taken_for_a_snapshots() throws Exception {
        Files.move(directory.resolve("disk0.qcow2"), directory.resolve("gone.qcow2"));

        assertThatThrownBy(() -> take("one"))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("is gone");
        Files.move(directory.resolve("gone.qcow2"), directory.resolve("disk0.qcow2"));
        assertThat(fixture.shown()).isEqualTo("first");
        assertThat(snapshots()).isEmpty();
        assertNothingIsLeftOver();
    }

    @Test
    void a_memory_file_that_was_written_to_is_refused_before_anything_changes() throws Exception {
        fixture.save();
        Manifest asleep = take("asleep");
        stored.discardSaved();
        fixture.put("second");
        Path memory = directory.resolve("snapshots/" + asleep.id() + "/memory");
        byte[] bytes = Files.readAllBytes(memory);
        bytes[0x123456] ^= 1;
        Files.write(memory, bytes);

        assertThatThrownBy(() -> revert(asleep))
                .isInstanceOf(SnapshotException.class)
                .hasMessage(
                        "The snapshot %s cannot be used. Its memory is damaged, in the mebibyte at 0x100000 of its region ram."
                                .formatted(asleep.id()));
        assertThat(fixture.shown()).isEqualTo("second");
        assertThat(machine.config().saved()).isNull();
        assertNothingIsLeftOver();
    }

    @Test
    void a_memory_file_that_was_copied_is_compared_and_used() throws Exception {
        fixture.save();
        Manifest asleep = take("asleep");
        stored.discardSaved();
        Path memory = directory.resolve("snapshots/" + asleep.id() + "/memory");
        Files.copy(memory, memory.resolveSibling("copy"));
        Files.move(memory.resolveSibling("copy"), memory, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(machine.snapshots().admitMemory(asleep, done -> {})).isTrue();
        assertThat(machine.snapshots().admitMemory(asleep, done -> {})).isFalse();
    }

    @Test
    void every_byte_of_the_small_files_is_checked() throws Exception {
        fixture.save();
        Manifest asleep = take("asleep");
        for (String name : asleep.files().keySet()) {
            Path file = directory.resolve("snapshots/" + asleep.id()).resolve(name);
            byte[] sound = Files.readAllBytes(file);
            byte[] damaged = sound.clone();
            damaged[sound.length / 2] ^= 0x40;
            Files.write(file, damaged);

            assertThatThrownBy(() -> stored.tree().check(asleep.id(), Progress.NONE))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessage("The snapshot %s cannot be used. Its %s is damaged.".formatted(asleep.id(), name));
            Files.write(file, sound);
        }
        stored.tree().check(asleep.id(), Progress.NONE);
    }

    @Test
    void a_full_clone_is_another_machine_that_needs_nothing_of_its_parent() throws Exception {
        take("one");
        fixture.put("second");
        CloneOrder order = order("clone", false, Optional.empty());

        stored.makeClone(order, Progress.NONE);

        MachineConfig clone = clone("clone");
        assertThat(clone.uuid()).isEqualTo(order.uuid());
        assertThat(clone.name()).isEqualTo("clone");
        assertThat(clone.snapshot()).isNull();
        assertThat(clone.devices().getFirst().properties().get("mac").toString())
                .startsWith("52:54:00:")
                .isNotEqualTo("52:54:00:01:02:03");
        Files.move(directory, library.resolve("elsewhere"));
        assertThat(StoredMachineFixture.shown(clone, library.resolve("clone"))).isEqualTo("second");
    }

    @Test
    void a_clone_of_a_snapshot_begins_as_that_was() throws Exception {
        Manifest one = take("one");
        fixture.put("second");

        stored.makeClone(order("clone", false, Optional.of(one.id())), Progress.NONE);

        assertThat(StoredMachineFixture.shown(clone("clone"), library.resolve("clone")))
                .isEqualTo("first");
    }

    @Test
    void a_linked_clone_and_its_parent_go_their_own_ways() throws Exception {
        stored.makeClone(order("clone", true, Optional.empty()), Progress.NONE);
        fixture.put("second");
        StoredMachineFixture.put(clone("clone"), library.resolve("clone"), "the clone's");

        assertThat(fixture.shown()).isEqualTo("second");
        assertThat(StoredMachineFixture.shown(clone("clone"), library.resolve("clone")))
                .isEqualTo("the clone's");
        LinkedClone entry = machine.clones().all().getFirst();
        assertThat(entry.directory()).isEqualTo(library.resolve("clone"));
        assertThat(entry.whole()).isTrue();
    }

    @Test
    void a_linked_clone_keeps_its_images_when_the_snapshot_goes() throws Exception {
        stored.makeClone(order("clone", true, Optional.empty()), Progress.NONE);
        fixture.put("second");

        stored.tree().delete(snapshots().getFirst().id(), Progress.NONE);
        stored.tree().sweep();

        assertThat(StoredMachineFixture.shown(clone("clone"), library.resolve("clone")))
                .isEqualTo("first");
        assertThat(fixture.shown()).isEqualTo("second");
    }

    @Test
    void a_library_with_linked_clones_can_be_moved() throws Exception {
        stored.makeClone(order("clone", true, Optional.empty()), Progress.NONE);
        Path moved = library.resolveSibling(library.getFileName() + "-moved");
        Files.move(library, moved);
        try {
            MachineConfig clone = MachineConfigFile.read(moved.resolve("clone/machine.json"));
            assertThat(StoredMachineFixture.shown(clone, moved.resolve("clone")))
                    .isEqualTo("first");
            MachineDirectory parent = new MachineDirectory(moved.resolve("parent/machine.json"));
            assertThat(parent.clones().all().getFirst().directory()).isEqualTo(moved.resolve("clone"));
        } finally {
            Files.move(moved, library);
        }
    }

    @Test
    void a_cancelled_clone_leaves_nothing() throws Exception {
        CloneOrder order = order("clone", false, Optional.empty());

        assertThatThrownBy(() -> stored.makeClone(order, (done, total) -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);

        assertThat(names(library)).containsExactly("parent");
    }

    @Test
    void a_clone_does_not_replace_what_is_there() throws Exception {
        Files.createDirectory(library.resolve("clone"));

        assertThatThrownBy(() -> stored.makeClone(order("clone", true, Optional.empty()), Progress.NONE))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("is there already");
        assertThat(snapshots()).isEmpty();
    }

    @Test
    void what_a_killed_clone_left_is_removed_by_the_next_and_forgotten_by_the_parent() throws Exception {
        Files.createDirectory(library.resolve(".clone-dead"));
        Files.createFile(library.resolve(".clone-dead/disk0.qcow2"));
        Files.createFile(library.resolve(".clone-dead.lock"));
        machine.clones()
                .put(new LinkedClone(
                        UUID.randomUUID(),
                        "dead",
                        library.resolve("dead"),
                        Optional.empty(),
                        List.of(directory.resolve("disk0.qcow2")),
                        false));

        stored.tree().sweep();
        stored.makeClone(order("clone", false, Optional.empty()), Progress.NONE);

        assertThat(names(library)).containsExactlyInAnyOrder("parent", "clone");
        assertThat(machine.clones().all()).isEmpty();
    }

    @Test
    void a_kill_after_the_configuration_changed_and_before_the_snapshot_appeared_leaves_the_snapshot()
            throws Exception {
        Manifest one = take("one");
        Path place = directory.resolve("snapshots/" + one.id());
        Files.move(place, place.resolveSibling(".new-" + one.id()));

        stored.tree().sweep();

        assertThat(snapshots()).containsExactly(one);
    }

    @Test
    void a_kill_in_a_deletion_leaves_the_rest_below_what_was_above_it() throws Exception {
        Manifest one = take("one");
        Manifest two = take("two");
        Manifest three = take("three");
        machine.snapshots().hide(two.id());
        assertThat(snapshots().getLast().parent()).contains(one.id());
        machine.edit(config -> config.withSnapshot(two.id()));

        stored.tree().sweep();

        assertThat(machine.snapshots().read(three.id()).parent()).contains(one.id());
        assertThat(machine.config().snapshot()).isEqualTo(one.id());
        assertNothingIsLeftOver();
    }

    private CloneOrder order(String name, boolean linked, Optional<UUID> snapshot) {
        return new CloneOrder(library.resolve(name), UUID.randomUUID(), name, linked, snapshot);
    }

    private MachineConfig clone(String name) throws Exception {
        return MachineConfigFile.read(library.resolve(name).resolve("machine.json"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    /** Nothing hidden, and no layer or NVRAM that nobody names. */
    private void assertNothingIsLeftOver() throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> all = files.toList();
            assertThat(all).noneMatch(file -> String.valueOf(file.getFileName()).startsWith("."));
            stored.tree().sweep();
            assertThat(all).allMatch(Files::exists);
        }
    }
}
