package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            for (String file : List.of("state", "memory", "memory.sums", "machine.json", "manifest.json")) {
                byte[] sound = Files.readAllBytes(snapshot.resolve(file));
                byte[] damaged = sound.clone();
                damaged[firstLetter(damaged)] ^= 1;
                Files.write(snapshot.resolve(file), damaged);

                assertThat(vm.job("x-vitrine-snapshot-revert", Map.of("id", id)))
                        .as(file)
                        .startsWith("The snapshot " + id + " cannot be used.");
                assertThat(vm.job("x-vitrine-snapshot-check", Map.of("id", id)))
                        .as(file)
                        .startsWith("The snapshot " + id + " cannot be used.");
                Files.write(snapshot.resolve(file), sound);
            }
            assertThat(vm.job("x-vitrine-snapshot-check", Map.of("id", id))).isEmpty();
            long before = lastCount(vm);

            List<Long> after = awaitCounts(vm, vm.said().length(), 2);
            assertThat(after.getLast()).isGreaterThan(before);
            assertThat(vm.quit()).isZero();
        }
        assertImagesAreSound();
    }

    /** One that is no white space of JSON, and no hole in memory. */
    private static int firstLetter(byte[] bytes) {
        int at = bytes.length / 2;
        while (bytes[at] == 0 || Character.isWhitespace(bytes[at])) {
            at = (at + 1) % bytes.length;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(strings = {"take", "revert", "delete", "save"})
    void a_killed_process_leaves_the_snapshots_that_were_whole(String work) throws Exception {
        killAtRandomMoments(work, KILLS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"take", "revert", "delete", "save"})
    @Tag("long")
    void a_hundred_killed_processes_leave_the_snapshots_that_were_whole(String work) throws Exception {
        killAtRandomMoments(work, 100);
    }

    /**
     * Each life returns to a snapshot, which a guest that finds its disk changed would not survive, and is killed at something else. A life that was saved goes on from
     * there first.
     */
    private void killAtRandomMoments(String work, int kills) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 2);
            take(vm, "first");
        }
        for (int life = 0; life < kills; life++) {
            String which = "seed %d, life %d".formatted(seed, life);
            boolean saved = isSaved();
            try (MachineProcess vm = MachineProcess.start(machineFile)) {
                if (saved) {
                    awaitCounts(vm, 0, 1);
                    assertThat(vm.said()).as(which).doesNotContain("begin");
                }
                JsonNode tree = tree(vm);
                assertThat(tree.get("damaged")).as(which).isEmpty();
                String id = anyOf(tree, random);
                int said = stop(vm);
                assertThat(vm.job("x-vitrine-snapshot-revert", Map.of("id", id)))
                        .as(which)
                        .isEmpty();
                awaitCounts(vm, said, 1);
                assertThat(vm.said()).as(which).doesNotContain("wrong");
                begin(vm, work, id, life);
                Thread.sleep(random.nextInt(400));
            }
            assertImagesAreSound();
        }
    }

    private static void begin(MachineProcess vm, String work, String id, int life) throws Exception {
        switch (work) {
            case "take" -> vm.begin("x-vitrine-snapshot-take", "last", Map.of("name", "life " + life));
            case "revert" -> vm.begin("x-vitrine-snapshot-revert", "last", Map.of("id", id, "keep-present", "kept"));
            case "delete" -> {
                take(vm, "next " + life);
                vm.begin("x-vitrine-snapshot-delete", "last", Map.of("id", id));
            }
            case "save" -> vm.begin("x-vitrine-save", "last", Map.of());
            default -> throw new IllegalArgumentException(work);
        }
    }

    private static String anyOf(JsonNode tree, Random random) {
        JsonNode snapshots = tree.get("snapshots");
        return snapshots.get(random.nextInt(snapshots.size())).get("id").textValue();
    }

    private boolean isSaved() throws IOException {
        return Files.readString(machineFile).contains("\"saved\" :");
    }

    @Test
    void a_machine_returns_to_a_snapshot_of_other_hardware_in_the_same_process() throws Exception {
        try (MachineProcess off = MachineProcess.serve(machineFile)) {
            take(off, "fresh");
            assertThat(off.quit()).isZero();
        }
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 1);
            take(vm, "small");
            assertThat(vm.quit()).isZero();
        }
        // The guest begins with a disk that it has not written to.
        try (MachineProcess off = MachineProcess.serve(machineFile)) {
            revert(off, "fresh");
            assertThat(off.quit()).isZero();
        }
        Files.writeString(machineFile, Files.readString(machineFile).replaceFirst("(\"memoryMiB\" *: *)32", "$148"));
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 1);

            String small = tree(vm).at("/snapshots/1/id").textValue();
            assertThat(vm.job("x-vitrine-snapshot-revert", Map.of("id", small, "keep-present", "large")))
                    .isEmpty();

            assertThat(vm.qmp("query-status", Map.of()).get("status").textValue())
                    .isEqualTo("running");
            awaitCounts(vm, vm.said().length(), 2);
            assertThat(Files.readString(machineFile)).containsPattern("\"memoryMiB\" *: *32");
            assertThat(isSaved()).isFalse();
            revert(vm, "large");
            awaitCounts(vm, vm.said().length(), 2);
            assertThat(Files.readString(machineFile)).containsPattern("\"memoryMiB\" *: *48");
            assertThat(vm.quit()).isZero();
        }
        assertImagesAreSound();
    }

    @Test
    void a_running_machine_that_returns_to_a_snapshot_of_when_it_was_off_ends() throws Exception {
        try (MachineProcess off = MachineProcess.serve(machineFile)) {
            take(off, "off");
            assertThat(off.qmp("query-status", Map.of()).get("status").textValue())
                    .isEqualTo("shutdown");
            assertThat(off.quit()).isZero();
        }
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 1);
            vm.begin(
                    "x-vitrine-snapshot-revert",
                    "last",
                    Map.of("id", tree(vm).at("/snapshots/0/id").textValue()));

            assertThat(vm.exitStatus()).isZero();
        }
        assertThat(isSaved()).isFalse();
        assertImagesAreSound();
    }

    @Test
    void a_machine_that_is_off_goes_on_from_the_snapshot_that_it_was_returned_to() throws Exception {
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 1);
            take(vm, "on");
            awaitCounts(vm, vm.said().length(), 3);
            assertThat(vm.quit()).isZero();
        }
        try (MachineProcess off = MachineProcess.serve(machineFile)) {
            revert(off, "on");
            assertThat(tree(off).get("saved")).isEqualTo(tree(off).at("/snapshots/0/id"));
            assertThat(off.quit()).isZero();
        }
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 2);

            assertThat(vm.said()).doesNotContain("begin");
            assertThat(tree(vm).get("snapshots")).hasSize(1);
            assertThat(vm.quit()).isZero();
        }
        assertImagesAreSound();
    }

    @Test
    void a_machine_whose_host_goes_down_is_saved_if_it_says_so() throws Exception {
        setLifeCycle("{\"onHostShutdown\": \"save\"}");
        long last;
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 2);

            assertThat(vm.terminate()).isZero();
            last = lastCount(vm);
        }
        assertThat(isSaved()).isTrue();
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            assertThat(awaitCounts(vm, 0, 1).getFirst()).isBetween(last, last + 8);
            assertThat(isSaved()).isFalse();
        }
    }

    @Test
    void a_disposable_run_leaves_the_disk_as_it_was_also_when_it_is_killed() throws Exception {
        setLifeCycle("{\"disposable\": true}");
        String configuration = Files.readString(machineFile);
        byte[] before = Files.readAllBytes(directory.resolve("disk.qcow2"));
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 2);
            assertThat(vm.job("x-vitrine-snapshot-take", Map.of("name", "no"))).contains("is thrown away when it ends");
        }
        assertThat(Files.readAllBytes(directory.resolve("disk.qcow2"))).isEqualTo(before);
        assertThat(Files.readString(machineFile)).isEqualTo(configuration);
        try (MachineProcess off = MachineProcess.serve(machineFile)) {
            assertThat(off.quit()).isZero();
        }
        assertThat(directory.resolve("layers")).isEmptyDirectory();
    }

    @Test
    void a_snapshot_for_which_there_is_no_space_leaves_nothing_and_the_guest_goes_on() throws Exception {
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 1);
            run("prlimit", "--pid", "" + vm.pid(), "--fsize=" + (1 << 20) + ":");
            assertThat(vm.job("x-vitrine-snapshot-take", Map.of("name", "full")))
                    .startsWith("The machine's state cannot be stored: a file cannot be that large there.");
            run("prlimit", "--pid", "" + vm.pid(), "--fsize=unlimited:");

            awaitCounts(vm, vm.said().length(), 2);
            assertThat(tree(vm).get("snapshots")).isEmpty();
            assertThat(directory.resolve("snapshots")).isEmptyDirectory();
            assertThat(vm.quit()).isZero();
        }
        assertImagesAreSound();
    }

    @Test
    void a_second_machine_on_the_same_image_is_refused() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other")).resolve("machine.json");
        Files.writeString(
                other,
                Files.readString(machineFile)
                        .replace("6b7b3a52", "7b7b3a52")
                        .replace("disk.qcow2", directory.resolve("disk.qcow2").toString()));
        try (MachineProcess vm = MachineProcess.start(machineFile)) {
            awaitCounts(vm, 0, 1);

            assertThat(MachineProcess.refusal(other))
                    .contains("vitrine-vm: The disk \"disk0\" cannot be used: ")
                    .contains("in use");
            awaitCounts(vm, vm.said().length(), 1);
        }
    }

    private void setLifeCycle(String lifeCycle) throws IOException {
        String version3 = Files.readString(machineFile)
                .replace("\"version\": 2", "\"version\": 3")
                .replace("\"cpus\": 1", "\"processor\": {\"sockets\": 1, \"cores\": 1, \"threads\": 1}")
                .replaceFirst("\"serial\"", "\"lifeCycle\": " + lifeCycle + ", \"serial\"");
        Files.writeString(machineFile, version3);
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

    /** The machine's disk has all that lies behind it; what it was made with goes with the last snapshot that keeps it. */
    private void assertImagesAreSound() throws IOException, InterruptedException {
        Path disk = directory.resolve(new ObjectMapper()
                .readTree(machineFile.toFile())
                .at("/disks/0/file")
                .asText());
        run("qemu-img", "info", "--force-share", "--backing-chain", disk.toString());
        List<Path> images = new ArrayList<>();
        if (Files.exists(directory.resolve("disk.qcow2"))) {
            images.add(directory.resolve("disk.qcow2"));
        }
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
