package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a guest that keeps the same count in its memory and on its disk, and stops if they differ. */
@Tag("kvm")
@Tag("slow")
class DiskSnapshotTest {
    private static final Pattern COUNT = Pattern.compile("n=([0-9a-f]{8})\n");
    private static final int KILLS = 5;

    @TempDir
    private Path directory;

    private Path machineFile;

    @BeforeEach
    void makeMachine() throws IOException, InterruptedException {
        Path iso = AssembledGuest.iso("disk-counting.asm", directory.resolve("guest"));
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                directory.resolve("disk.qcow2").toString(),
                "8M");
        machineFile = Files.writeString(directory.resolve("machine.json"), """
                {
                  "version": 2, "uuid": "6b7b3a52-6a0c-4c0e-8d27-3c8b5d3c9a01", "name": "counting", "memoryMiB": 32, "cpus": 1,
                  "optical": [{"id": "cd0", "medium": "%s"}],
                  "disks": [{"id": "disk0", "file": "disk.qcow2", "format": "qcow2", "bus": "ahci", "cache": "writeback"}],
                  "serial": "none",
                  "devices": [{"id": "vga0", "kind": "VGA"}]
                }
                """.formatted(iso));
    }

    @Test
    void memory_and_disk_return_together() throws Exception {
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 2);
            take(vm, "one");
            long one = lastCount(vm);
            awaitCounts(vm, vm.said().length(), 2);
            take(vm, "two");
            awaitCounts(vm, vm.said().length(), 2);
            long before = lastCount(vm);

            int said = stop(vm);
            revert(vm, "one");
            List<Long> after = awaitCounts(vm, said, 2);

            assertThat(after.getLast()).isLessThan(before);
            assertThat(after.getFirst()).isBetween(1L, one + 8);
            said = stop(vm);
            revert(vm, "two");
            awaitCounts(vm, said, 2);
            assertThat(vm.said()).doesNotContain("wrong");
            JsonNode tree = tree(vm);
            assertThat(tree.get("snapshots")).hasSize(2);
            assertThat(tree.at("/snapshots/1/parent")).isEqualTo(tree.at("/snapshots/0/id"));
            assertThat(tree.get("current")).isEqualTo(tree.at("/snapshots/1/id"));
            assertThat(vm.quit()).isZero();
        }
        assertImagesAreSound();
    }

    @Test
    void a_saved_machine_goes_on_where_it_was() throws Exception {
        long saved;
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 3);
            vm.begin("x-vitrine-save", "save", Map.of());
            assertThat(vm.exitStatus()).isZero();
            saved = lastCount(vm);
        }
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            List<Long> after = awaitCounts(vm, 0, 3);

            assertThat(after.getFirst()).isBetween(saved, saved + 8);
            assertThat(vm.said()).doesNotContain("wrong", "begin");
            assertThat(Files.list(directory.resolve("saved"))).isEmpty();
        }
        assertImagesAreSound();
    }

    @Test
    void a_damaged_snapshot_is_refused_and_the_guest_goes_on() throws Exception {
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 1);
            take(vm, "one");
            String id = tree(vm).at("/snapshots/0/id").textValue();
            Path snapshot = directory.resolve("snapshots").resolve(id);
            for (String file : List.of("state", "memory", "manifest.json")) {
                byte[] sound = Files.readAllBytes(snapshot.resolve(file));
                byte[] damaged = Arrays.copyOf(sound, sound.length - 1);
                damaged[damaged.length / 2] ^= 0x20;
                Files.write(snapshot.resolve(file), damaged);

                assertThat(vm.job("x-vitrine-snapshot-revert", Map.of("id", id)))
                        .as(file)
                        .startsWith("The snapshot " + id + " cannot be used.");
                Files.write(snapshot.resolve(file), sound);
            }
            long before = lastCount(vm);

            List<Long> after = awaitCounts(vm, vm.said().length(), 2);
            assertThat(after.getLast()).isGreaterThan(before);
            assertThat(vm.quit()).isZero();
        }
        assertImagesAreSound();
    }

    @Test
    void a_killed_process_leaves_the_snapshots_that_were_whole() throws Exception {
        killAtRandomMoments(KILLS);
    }

    @Test
    @Tag("long")
    void a_hundred_killed_processes_leave_the_snapshots_that_were_whole() throws Exception {
        killAtRandomMoments(100);
    }

    /** Each life returns to a snapshot, which a guest that finds its disk changed would not survive, and is killed at something else. */
    private void killAtRandomMoments(int kills) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 2);
            take(vm, "first");
        }
        for (int life = 0; life < kills; life++) {
            try (MachineProcess vm = MachineProcess.start(machineFile)) {
                JsonNode snapshots = tree(vm).get("snapshots");
                String id = snapshots
                        .get(random.nextInt(snapshots.size()))
                        .get("id")
                        .textValue();
                int said = stop(vm);
                assertThat(vm.job("x-vitrine-snapshot-revert", Map.of("id", id)))
                        .as("seed %d", seed)
                        .isEmpty();
                awaitCounts(vm, said, 1);
                assertThat(vm.said()).as("seed %d, life %d", seed, life).doesNotContain("wrong");
                if (random.nextBoolean()) {
                    vm.begin("x-vitrine-snapshot-take", "last", Map.of("name", "life " + life));
                } else {
                    vm.begin("x-vitrine-snapshot-revert", "last", Map.of("id", id));
                }
                Thread.sleep(random.nextInt(400));
            }
            assertImagesAreSound();
        }
    }

    /** Stops the guest, and waits for what it said last. @return how much it said */
    private static int stop(MachineProcess vm) throws IOException, InterruptedException {
        vm.qmp("stop", Map.of());
        Thread.sleep(200);
        return vm.said().length();
    }

    private static void take(MachineProcess vm, String name) throws IOException, InterruptedException {
        assertThat(vm.job("x-vitrine-snapshot-take", Map.of("name", name))).isEmpty();
    }

    private static void revert(MachineProcess vm, String name) throws IOException, InterruptedException {
        for (JsonNode snapshot : tree(vm).get("snapshots")) {
            if (snapshot.get("name").textValue().equals(name)) {
                assertThat(vm.job(
                                "x-vitrine-snapshot-revert",
                                Map.of("id", snapshot.get("id").textValue())))
                        .isEmpty();
                return;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static JsonNode tree(MachineProcess vm) throws IOException, InterruptedException {
        return vm.qmp("x-vitrine-snapshot-tree", Map.of());
    }

    private static long lastCount(MachineProcess vm) throws IOException {
        return counts(vm.said()).getLast();
    }

    private static List<Long> awaitCounts(MachineProcess vm, int from, int number)
            throws IOException, InterruptedException {
        String said = vm.await(text -> counts(text.substring(from)).size() >= number || text.contains("wrong"));
        assertThat(said).doesNotContain("wrong");
        return counts(said.substring(from));
    }

    private static List<Long> counts(String said) {
        List<Long> counts = new ArrayList<>();
        Matcher matcher = COUNT.matcher(said);
        while (matcher.find()) {
            counts.add(Long.parseLong(matcher.group(1), 16));
        }
        return counts;
    }

    private void assertImagesAreSound() throws IOException, InterruptedException {
        List<Path> images = new ArrayList<>(List.of(directory.resolve("disk.qcow2")));
        if (Files.exists(directory.resolve("layers"))) {
            try (Stream<Path> layers = Files.list(directory.resolve("layers"))) {
                layers.filter(layer -> layer.toString().endsWith(".qcow2")).forEach(images::add);
            }
        }
        for (Path image : images) {
            run("qemu-img", "check", "-q", image.toString());
        }
    }

    /** Leaks are what a kill may leave: status 3 of qemu-img check. */
    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isIn(0, 3);
    }
}
