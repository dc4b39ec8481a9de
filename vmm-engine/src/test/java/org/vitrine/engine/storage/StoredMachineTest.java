package org.vitrine.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.Firmware;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;

/** A machine that is off, or saved: its snapshots and clones, without KVM. */
class StoredMachineTest {
    private static final int SIZE = 1 << 20;
    private static final Manifest.Region RAM = new Manifest.Region("ram", 0, 2 << 20);

    @TempDir
    Path library;

    private Path directory;
    private MachineDirectory machine;
    private StoredMachine stored;

    @BeforeEach
    void setUp() throws Exception {
        directory = Files.createDirectory(library.resolve("parent"));
        ImageWork.createQcow2(directory.resolve("disk0.qcow2"), Qcow2Options.ofSize(SIZE), false);
        MachineConfigFile.write(
                directory.resolve("machine.json"),
                MachineConfig.of(UUID.randomUUID(), "parent", 64, 1)
                        .withFirmware(Firmware.USUAL.withKind(Firmware.Kind.UEFI))
                        .withDisks(List.of(new MachineConfig.Disk(
                                "disk0",
                                directory.resolve("disk0.qcow2"),
                                "qcow2",
                                MachineConfig.Disk.Bus.AHCI,
                                MachineConfig.Disk.Cache.WRITEBACK,
                                false,
                                null)))
                        .withDevices(List.of(
                                new MachineConfig.DeviceConfig("net0", "net", Map.of("mac", "52:54:00:01:02:03")))));
        machine = new MachineDirectory(directory.resolve("machine.json"));
        stored = new StoredMachine(machine);
        put("first");
    }

    /** What a run of the machine leaves on its disk and in its NVRAM. */
    private void put(String text) throws Exception {
        put(machine.config(), directory, text);
    }

    private static void put(MachineConfig config, Path directory, String text) throws Exception {
        try (BlockNode disk = Images.open(config.disks().getFirst().file(), false, Optional.empty())) {
            disk.write(0, Buffers.of(Arrays.copyOf(text.getBytes(), 512)));
            disk.flush();
        }
        Files.writeString(Variables.fileOf(config, directory), text);
    }

    private String shown() throws Exception {
        return shown(machine.config(), directory);
    }

    private static String shown(MachineConfig config, Path directory) throws Exception {
        byte[] bytes = new byte[512];
        try (BlockNode disk = Images.open(config.disks().getFirst().file(), true, Optional.empty())) {
            disk.read(0, Buffers.of(bytes));
        }
        String text = new String(bytes).replace("\0", "");
        assertThat(Files.readString(Variables.fileOf(config, directory))).isEqualTo(text);
        return text;
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

    /** As if the machine had been saved. */
    private UUID save() throws IOException {
        try (SnapshotStore.Draft draft = machine.saved().begin()) {
            Files.write(draft.memoryFile(), new byte[2 << 20]);
            draft.addMemory(done -> {});
            draft.add("state", new org.vitrine.engine.snapshot.Sections().toByteArray());
            draft.add("machine.json", machine.written(machine.config()));
            draft.add("nvram", Files.readAllBytes(Variables.fileOf(machine.config(), directory)));
            draft.commit(new Manifest(
                    draft.id(),
                    Optional.empty(),
                    SnapshotStore.SAVED,
                    "",
                    java.time.Instant.now(),
                    true,
                    List.of(RAM),
                    List.of(),
                    Map.of()));
            machine.edit(config -> config.withSaved(draft.id()));
            return draft.id();
        }
    }

    @Test
    void disk_nvram_and_hardware_return_together() throws Exception {
        Manifest one = take("one");
        put("second");
        machine.edit(config -> config.withMemoryMiB(128).withName("renamed"));
        Manifest two = take("two");
        put("third");

        revert(one);
        assertThat(shown()).isEqualTo("first");
        assertThat(machine.config().memoryMiB()).isEqualTo(64);
        assertThat(machine.config().name()).isEqualTo("renamed");
        assertThat(machine.config().snapshot()).isEqualTo(one.id());
        revert(two);
        assertThat(shown()).isEqualTo("second");
        assertThat(machine.config().memoryMiB()).isEqualTo(128);
        assertThat(two.parent()).contains(one.id());
        assertNothingIsLeftOver();
    }

    @Test
    void the_present_state_is_kept_when_that_is_asked_for() throws Exception {
        Manifest one = take("one");
        put("second");

        stored.revert(one.id(), Optional.of("kept"), Progress.NONE);

        assertThat(shown()).isEqualTo("first");
        revert(snapshots().getLast());
        assertThat(snapshots().getLast().name()).isEqualTo("kept");
        assertThat(shown()).isEqualTo("second");
    }

    @Test
    void a_saved_machine_becomes_a_snapshot_and_goes_on_from_it() throws Exception {
        UUID saved = save();

        Manifest taken = take("asleep");

        assertThat(taken.id()).isEqualTo(saved);
        assertThat(taken.hasMemory()).isTrue();
        assertThat(machine.config().saved()).isEqualTo(saved);
        assertThat(machine.kept().orElseThrow().store()).isSameAs(machine.snapshots());
        stored.discardSaved();
        assertThat(machine.kept()).isEmpty();
        assertThat(snapshots()).hasSize(1);
        put("second");
        revert(taken);
        assertThat(machine.kept().orElseThrow().manifest()).isEqualTo(taken);
        assertThat(shown()).isEqualTo("first");
        assertNothingIsLeftOver();
    }

    @Test
    void a_snapshot_that_the_machine_goes_on_from_leaves_the_tree_and_stays_its_saved_state() throws Exception {
        UUID saved = save();
        take("asleep");

        stored.tree().delete(saved, Progress.NONE);

        assertThat(snapshots()).isEmpty();
        assertThat(machine.kept().orElseThrow().store()).isSameAs(machine.saved());
        assertThat(shown()).isEqualTo("first");
        stored.tree().sweep();
        assertThat(machine.kept().orElseThrow().manifest().id()).isEqualTo(saved);
    }

    @Test
    void a_return_from_a_saved_state_drops_it() throws Exception {
        Manifest one = take("one");
        save();

        revert(one);

        assertThat(machine.kept()).isEmpty();
        assertThat(directory.resolve("saved")).isEmptyDirectory();
    }

    @Test
    void a_memory_file_that_was_written_to_is_refused_before_anything_changes() throws Exception {
        save();
        Manifest asleep = take("asleep");
        stored.discardSaved();
        put("second");
        Path memory = directory.resolve("snapshots/" + asleep.id() + "/memory");
        byte[] bytes = Files.readAllBytes(memory);
        bytes[0x123456] ^= 1;
        Files.write(memory, bytes);

        assertThatThrownBy(() -> revert(asleep))
                .isInstanceOf(SnapshotException.class)
                .hasMessage(
                        "The snapshot %s cannot be used. Its memory is damaged, in the mebibyte at 0x100000 of its region ram."
                                .formatted(asleep.id()));
        assertThat(shown()).isEqualTo("second");
        assertThat(machine.config().saved()).isNull();
        assertNothingIsLeftOver();
    }

    @Test
    void a_memory_file_that_was_copied_is_compared_and_used() throws Exception {
        save();
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
        save();
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
        put("second");
        CloneOrder order = order("clone", false, Optional.empty());

        stored.makeClone(order, Progress.NONE);

        MachineConfig clone = clone("clone");
        assertThat(clone.uuid()).isEqualTo(order.uuid());
        assertThat(clone.name()).isEqualTo("clone");
        assertThat(clone.snapshot()).isNull();
        assertThat(clone.devices().getFirst().properties().get("mac").toString())
                .startsWith("52:54:00:")
                .isNotEqualTo("52:54:00:01:02:03");
        deleteTree(directory);
        assertThat(shown(clone, library.resolve("clone"))).isEqualTo("second");
    }

    @Test
    void a_clone_of_a_snapshot_begins_as_that_was() throws Exception {
        Manifest one = take("one");
        put("second");

        stored.makeClone(order("clone", false, Optional.of(one.id())), Progress.NONE);

        assertThat(shown(clone("clone"), library.resolve("clone"))).isEqualTo("first");
    }

    @Test
    void a_linked_clone_and_its_parent_go_their_own_ways() throws Exception {
        stored.makeClone(order("clone", true, Optional.empty()), Progress.NONE);
        put("second");
        put(clone("clone"), library.resolve("clone"), "the clone's");

        assertThat(shown()).isEqualTo("second");
        assertThat(shown(clone("clone"), library.resolve("clone"))).isEqualTo("the clone's");
        LinkedClone entry = machine.clones().all().getFirst();
        assertThat(entry.directory()).isEqualTo(library.resolve("clone"));
        assertThat(entry.whole()).isTrue();
    }

    @Test
    void a_linked_clone_keeps_its_images_when_the_snapshot_goes() throws Exception {
        stored.makeClone(order("clone", true, Optional.empty()), Progress.NONE);
        put("second");

        stored.tree().delete(snapshots().getFirst().id(), Progress.NONE);
        stored.tree().sweep();

        assertThat(shown(clone("clone"), library.resolve("clone"))).isEqualTo("first");
        assertThat(shown()).isEqualTo("second");
    }

    @Test
    void a_library_with_linked_clones_can_be_moved() throws Exception {
        stored.makeClone(order("clone", true, Optional.empty()), Progress.NONE);
        Path moved = library.resolveSibling(library.getFileName() + "-moved");
        Files.move(library, moved);
        try {
            MachineConfig clone = MachineConfigFile.read(moved.resolve("clone/machine.json"));
            assertThat(shown(clone, moved.resolve("clone"))).isEqualTo("first");
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

    private static void deleteTree(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
