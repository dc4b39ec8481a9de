package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.image.CacheMode;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.block.BlockNode;
import org.vitrine.engine.image.block.BlockQueue;
import org.vitrine.engine.image.block.Buffers;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.image.chain.ImageFormat;
import org.vitrine.engine.image.chain.Images;
import org.vitrine.engine.image.qcow2.Qcow2Options;
import org.vitrine.engine.image.work.ImageWork;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.snapshot.SnapshotDraft;
import org.vitrine.engine.snapshot.SnapshotException;
import org.vitrine.engine.snapshot.SnapshotStore;
import org.vitrine.engine.storage.DiskLayers;
import org.vitrine.engine.storage.MachineDirectory;

/** Snapshots' images without a machine: what each shows, whatever is taken, returned to and removed. */
class DiskLayersTest {
    private static final int SIZE = 4 << 20;
    private static final int CHUNK = 64 << 10;

    @TempDir
    Path directory;

    private final Random random = new Random(42);
    private SnapshotStore store;
    private Path machineFile;
    private LayeredDisk disk;
    private DiskLayers layers;
    private byte[] content = new byte[SIZE];

    @BeforeEach
    void setUp() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        ImageWork.createQcow2(image, Qcow2Options.ofSize(SIZE), false);
        machineFile = directory.resolve("machine.json");
        MachineConfigFile.write(
                machineFile,
                MachineConfig.of(UUID.randomUUID(), "m", 64, 1)
                        .withDisks(List.of(new MachineConfig.Disk(
                                "disk0",
                                image,
                                "qcow2",
                                MachineConfig.Disk.Bus.AHCI,
                                MachineConfig.Disk.Cache.WRITEBACK,
                                false,
                                null))));
        store = new SnapshotStore(directory, SnapshotStore.SNAPSHOTS);
        open();
    }

    @AfterEach
    void tearDown() throws IOException {
        disk.disk().close();
    }

    /** As a start of the machine does it: by the configuration. */
    private void open() throws Exception {
        MachineConfig.Disk config = MachineConfigFile.read(machineFile).disks().getFirst();
        ImageFormat format = ImageFormat.of(String.valueOf(config.format())).orElseThrow();
        BlockNode node = Images.open(config.file(), false, Optional.of(format));
        GuestDisk guest = new GuestDisk("disk0", new BlockQueue("disk0", node, 1), true, (which, write, why) -> {});
        disk = new LayeredDisk(guest, CacheMode.WRITEBACK, new LayeredDisk.Image(config.file(), format));
        layers = new DiskLayers(new MachineDirectory(machineFile), () -> List.of(disk));
    }

    private void write() throws IOException {
        for (int i = 0; i < 8; i++) {
            byte[] bytes = new byte[1 + random.nextInt(CHUNK)];
            random.nextBytes(bytes);
            int at = random.nextInt(SIZE - bytes.length);
            disk.disk().node().write(at, Buffers.of(bytes));
            System.arraycopy(bytes, 0, content, at, bytes.length);
        }
        int at = random.nextInt(SIZE - CHUNK);
        disk.disk().node().writeZeroes(at, CHUNK);
        Arrays.fill(content, at, at + CHUNK, (byte) 0);
    }

    private Manifest take(Optional<UUID> parent) throws IOException {
        List<Manifest.Disk> present = layers.present();
        DiskLayers.Change change = layers.overPresent();
        change.write();
        for (BlockNode below : change.cover()) {
            below.flush();
        }
        try (SnapshotDraft draft = store.begin()) {
            return draft.commit(
                    new Manifest(draft.id(), parent, "s", "", Instant.now(), false, List.of(), present, Map.of()));
        }
    }

    private void revert(Manifest snapshot) throws IOException {
        DiskLayers.Change change = layers.over(store, snapshot);
        change.switchOver();
        change.write();
        change.removeFormer();
    }

    private void delete(Manifest snapshot) throws IOException {
        store.delete(snapshot.id());
        layers.sweep();
        layers.merge(snapshot, Progress.NONE);
    }

    private void assertShows(byte[] expected) throws IOException {
        byte[] seen = new byte[SIZE];
        disk.disk().node().read(0, Buffers.of(seen));
        assertThat(Arrays.mismatch(seen, expected)).isEqualTo(-1);
    }

    /** As if a process had been killed when the guest had just been stopped for it: no snapshot is there, but the machine has gone over. */
    private void beginToTakeAndDie() throws Exception {
        DiskLayers.Change change = layers.overPresent();
        change.write();
        change.cover();
        write();
        disk.disk().close();
        open();
    }

    @Test
    void overlays_of_snapshots_that_never_came_to_be_are_taken_back() throws Exception {
        write();
        beginToTakeAndDie();
        beginToTakeAndDie();
        layers.tidy();

        assertShows(content);
        assertThat(images()).containsExactly("disk.qcow2");
        assertThat(MachineConfigFile.read(machineFile).disks().getFirst().file())
                .isEqualTo(directory.resolve("disk.qcow2"));
        write();
        disk.disk().close();
        open();
        assertShows(content);
    }

    @Test
    void an_overlay_on_what_a_snapshot_keeps_stays() throws Exception {
        write();
        byte[] then = content.clone();
        Manifest kept = take(Optional.empty());
        write();
        layers.tidy();

        assertShows(content);
        assertThat(images()).hasSize(2);
        revert(kept);
        assertShows(then);
    }

    @Test
    void images_below_a_run_that_is_thrown_away_stay_when_a_snapshot_goes() throws Exception {
        write();
        Manifest gone = take(Optional.empty());
        write();
        byte[] then = content.clone();
        layers.overPresent().cover();
        write();
        delete(gone);

        assertShows(content);
        disk.disk().close();
        open();
        assertShows(then);
    }

    private List<String> images() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".qcow2"))
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }

    @Test
    void a_return_shows_what_the_disk_held_when_the_snapshot_was_taken() throws Exception {
        write();
        Manifest first = take(Optional.empty());
        byte[] then = content.clone();
        write();

        revert(first);

        assertShows(then);
        assertThat(images()).hasSize(2);
        disk.disk().close();
        open();
        assertShows(then);
    }

    @Test
    void others_may_read_a_snapshots_images_while_the_machine_runs() throws Exception {
        write();
        byte[] then = content.clone();
        DiskLayers.Change change = layers.overPresent();
        change.write();
        change.cover();
        write();

        change.reopen();

        byte[] seen = new byte[SIZE];
        try (BlockNode image = Images.open(directory.resolve("disk.qcow2"), true, Optional.of(ImageFormat.QCOW2))) {
            image.read(0, Buffers.of(seen));
        }
        assertThat(Arrays.mismatch(seen, then)).isEqualTo(-1);
        assertShows(content);
    }

    @Test
    void what_was_covered_and_not_written_to_the_configuration_shows_the_same() throws Exception {
        write();
        DiskLayers.Change change = layers.overPresent();
        change.write();
        disk.disk().close();

        open();

        assertShows(content);
    }

    @Test
    void an_undone_snapshot_leaves_configuration_and_images_as_they_were() throws Exception {
        MachineConfig before = MachineConfigFile.read(machineFile);
        DiskLayers.Change change = layers.overPresent();
        change.write();

        change.undo();

        assertThat(MachineConfigFile.read(machineFile)).isEqualTo(before);
        assertThat(images()).containsExactly("disk.qcow2");
    }

    @Test
    void a_snapshot_that_fails_after_the_machine_went_over_leaves_images_and_configuration_as_they_were()
            throws Exception {
        write();
        MachineConfig before = MachineConfigFile.read(machineFile);
        DiskLayers.Change change = layers.overPresent();
        change.write();
        change.cover();
        write();

        change.fold();

        assertShows(content);
        assertThat(MachineConfigFile.read(machineFile)).isEqualTo(before);
        assertThat(images()).containsExactly("disk.qcow2");
        assertSound();
        assertShows(content);
    }

    @Test
    void a_tree_of_five_keeps_its_disks_when_one_in_the_middle_goes() throws Exception {
        write();
        Manifest one = take(Optional.empty());
        byte[] atOne = content.clone();
        write();
        Manifest two = take(Optional.of(one.id()));
        write();
        Manifest three = take(Optional.of(two.id()));
        byte[] atThree = content.clone();
        write();
        Manifest four = take(Optional.of(three.id()));
        byte[] atFour = content.clone();
        revert(one);
        content = atOne.clone();
        write();
        Manifest five = take(Optional.of(one.id()));
        byte[] atFive = content.clone();
        write();

        int before = images().size();
        delete(two);

        assertThat(images()).hasSize(before - 1);
        assertShows(content);
        revert(three);
        assertShows(atThree);
        revert(four);
        assertShows(atFour);
        revert(five);
        assertShows(atFive);
        revert(one);
        assertShows(atOne);
        assertSound();
    }

    @Test
    void when_all_snapshots_are_gone_one_image_is_left() throws Exception {
        List<Manifest> snapshots = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            write();
            snapshots.add(take(
                    snapshots.isEmpty()
                            ? Optional.empty()
                            : Optional.of(snapshots.getLast().id())));
        }
        write();

        for (int i : new int[] {1, 0, 3, 2}) {
            delete(snapshots.get(i));
            assertShows(content);
        }

        assertThat(images()).hasSize(1);
        assertSound();
    }

    @Test
    void a_leaf_that_goes_takes_its_images_with_it() throws Exception {
        write();
        Manifest one = take(Optional.empty());
        write();
        Manifest two = take(Optional.of(one.id()));
        revert(one);
        assertThat(images()).hasSize(3);

        delete(two);

        assertThat(images()).hasSize(2);
    }

    @Test
    void what_lies_behind_the_users_image_is_left_alone() throws Exception {
        write();
        disk.disk().close();
        Path golden = directory.resolve("golden.qcow2");
        Files.move(directory.resolve("disk.qcow2"), golden);
        ImageWork.createQcow2(
                directory.resolve("disk.qcow2"), Qcow2Options.ofSize(SIZE).over("golden.qcow2", "qcow2"), false);
        open();
        Manifest one = take(Optional.empty());
        write();

        delete(one);

        assertShows(content);
        assertThat(images()).hasSize(2).contains("golden.qcow2");
    }

    @Test
    void a_disk_outside_the_machines_directory_cannot_be_kept() throws Exception {
        DiskLayers elsewhere =
                new DiskLayers(new MachineDirectory(directory.resolve("sub/machine.json")), () -> List.of(disk));

        assertThatThrownBy(elsewhere::present)
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("lies outside of the machine's directory");
    }

    private void assertSound() throws Exception {
        disk.disk().close();
        for (String image : images()) {
            Process check = new ProcessBuilder(
                            "qemu-img", "check", "-q", directory.resolve(image).toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(check.waitFor())
                    .as(new String(check.getInputStream().readAllBytes()))
                    .isZero();
        }
        open();
    }
}
