package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrine.testbed.guest.CountingMachine.awaitCounts;
import static org.vitrine.testbed.guest.CountingMachine.run;
import static org.vitrine.testbed.guest.CountingMachine.stop;
import static org.vitrine.testbed.guest.CountingMachine.take;
import static org.vitrine.testbed.guest.CountingMachine.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that are killed while they work on the snapshots of the machine that they run: each leaves the old state or the new one, and all else unchanged. */
@Tag("kvm")
@Tag("slow")
class KilledSnapshotTest {
    private static final String NEW = "new";

    @TempDir
    private Path library;

    private CountingMachine machine;

    /** What a process is killed at. */
    enum Work {
        TAKE,
        REVERT,
        DELETE,
        SAVE,
        CLONE,
        LINKED_CLONE;

        private String command() {
            return switch (this) {
                case TAKE -> "x-vitrine-snapshot-take";
                case REVERT -> "x-vitrine-snapshot-revert";
                case DELETE -> "x-vitrine-snapshot-delete";
                case SAVE -> "x-vitrine-save";
                case CLONE, LINKED_CLONE -> "x-vitrine-clone";
            };
        }

        private Map<String, ?> arguments(String snapshot, Path clone) {
            return switch (this) {
                case TAKE -> Map.of("name", NEW);
                case REVERT -> Map.of("id", snapshot, "keep-present", NEW);
                case DELETE -> Map.of("id", snapshot);
                case SAVE -> Map.of();
                case CLONE, LINKED_CLONE ->
                    Map.of(
                            "snapshot",
                            snapshot,
                            "directory",
                            clone.toString(),
                            "name",
                            "clone",
                            "linked",
                            this == LINKED_CLONE);
            };
        }

        /** Begins it, and does not wait for its end. @param clone where one would appear */
        void begin(MachineProcess vm, String snapshot, Path clone) throws Exception {
            vm.begin(command(), "last", arguments(snapshot, clone));
        }

        /** Does it. @return milliseconds that it takes */
        int perform(MachineProcess vm, String snapshot, Path clone) throws Exception {
            long begun = System.nanoTime();
            if (this == SAVE) {
                begin(vm, snapshot, clone);
                assertThat(vm.exitStatus()).isZero();
            } else {
                assertThat(vm.job(command(), arguments(snapshot, clone))).isEmpty();
            }
            return Math.toIntExact((System.nanoTime() - begun) / 1_000_000);
        }

        /** The tree when it is done, by the snapshots' ids, that of one that was taken being {@link #NEW}. */
        List<String> done(List<String> before, String snapshot) {
            List<String> done = new ArrayList<>(before);
            switch (this) {
                case TAKE, REVERT -> done.add(NEW);
                case DELETE -> done.remove(snapshot);
                case SAVE, CLONE, LINKED_CLONE -> {}
            }
            return done;
        }
    }

    @BeforeEach
    void makeMachine() throws Exception {
        machine = CountingMachine.make(library);
    }

    @ParameterizedTest
    @EnumSource
    void a_machine_is_the_old_or_the_new_one_when_its_process_is_killed(Work work) throws Exception {
        killAtRandomMoments(work, 5);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void and_is_so_a_hundred_times(Work work) throws Exception {
        killAtRandomMoments(work, 100);
    }

    /**
     * Each life returns to a snapshot, which a guest that finds its disk changed would not survive, and is killed at something else. A life that was saved goes on from
     * there first.
     */
    private void killAtRandomMoments(Work work, int kills) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 2);
            take(vm, "first");
        }
        int milliseconds = 0;
        int old = 0;
        List<String> before = List.of();
        List<String> done = List.of();
        Path clone = library.resolve("none");
        for (int life = 0; life <= kills + 1; life++) {
            String which = "%s, seed %d, life %d".formatted(work, seed, life);
            boolean saved = machine.isSaved();
            try (MachineProcess vm = machine.start()) {
                if (saved) {
                    awaitCounts(vm, 0, 1);
                    assertThat(vm.said()).as(which).doesNotContain("begin");
                }
                JsonNode tree = tree(vm);
                assertThat(tree.get("damaged")).as(which).isEmpty();
                if (life > 0) {
                    List<String> seen = ids(tree, before);
                    assertThat(seen).as(which).isIn(before, done);
                    boolean changed = !seen.equals(before) || saved || Files.exists(clone);
                    if (life > 1) {
                        old += changed ? 0 : 1;
                        // What it takes changes with what else the host does: about a third of the kills are to come
                        // too late.
                        milliseconds = changed ? milliseconds * 4 / 5 : milliseconds * 11 / 10 + 1;
                    }
                    checkAndRemove(clone, vm, tree, which);
                }
                String id = anyOf(tree, random);
                int said = stop(vm);
                assertThat(vm.job("x-vitrine-snapshot-revert", Map.of("id", id)))
                        .as(which)
                        .isEmpty();
                awaitCounts(vm, said, 1);
                assertThat(vm.said()).as(which).doesNotContain("wrong");
                if (work == Work.DELETE) {
                    take(vm, "next");
                }
                before = ids(tree(vm));
                done = work.done(before, id);
                clone = library.resolve("clone" + life);
                if (life == 0) {
                    // What it takes: when it is killed is drawn below that at first.
                    milliseconds = work.perform(vm, id, clone);
                } else {
                    work.begin(vm, id, clone);
                    Thread.sleep(random.nextInt(Math.max(1, milliseconds)));
                }
            }
            machine.assertImagesAreSound();
        }
        System.out.printf("%s: seed %d, %d kills, %d before it was done%n", work, seed, kills, old);
    }

    /** A clone is whole if it is there, and then its parent knows of it if it is a linked one. */
    private void checkAndRemove(Path clone, MachineProcess vm, JsonNode tree, String which) throws Exception {
        assertThat(tree.get("clones").size()).as(which).isLessThanOrEqualTo(Files.exists(clone) ? 1 : 0);
        if (!Files.exists(clone)) {
            return;
        }
        Path disk = clone.resolve("disk0.qcow2");
        run("qemu-img", "info", "--force-share", "--backing-chain", disk.toString());
        run("qemu-img", "check", "-q", "--force-share", disk.toString());
        assertThat(clone.resolve("machine.json")).isRegularFile();
        for (JsonNode linked : tree.get("clones")) {
            vm.qmp("x-vitrine-clone-release", Map.of("uuid", linked.get("uuid").textValue()));
        }
        try (var files = Files.walk(clone)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<String> ids(JsonNode tree) {
        return ids(tree, List.of());
    }

    /** The snapshots' ids in their order; one that is called {@link #NEW} and was not there before is that. */
    private static List<String> ids(JsonNode tree, List<String> before) {
        List<String> ids = new ArrayList<>();
        for (JsonNode snapshot : tree.get("snapshots")) {
            String id = snapshot.get("id").textValue();
            boolean isNew = !before.isEmpty()
                    && !before.contains(id)
                    && snapshot.get("name").textValue().equals(NEW);
            ids.add(isNew ? NEW : id);
        }
        return ids;
    }

    private static String anyOf(JsonNode tree, Random random) {
        JsonNode snapshots = tree.get("snapshots");
        return snapshots.get(random.nextInt(snapshots.size())).get("id").textValue();
    }
}
