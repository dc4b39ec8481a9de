package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrine.testbed.guest.CountingMachine.awaitCounts;
import static org.vitrine.testbed.guest.CountingMachine.lastCount;
import static org.vitrine.testbed.guest.CountingMachine.revert;
import static org.vitrine.testbed.guest.CountingMachine.stop;
import static org.vitrine.testbed.guest.CountingMachine.take;
import static org.vitrine.testbed.guest.CountingMachine.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a guest that keeps the same count in its memory and on its disk, and stops if they differ. */
@Tag("kvm")
@Tag("slow")
class DiskSnapshotTest {
    @TempDir
    private Path library;

    private Path directory;
    private CountingMachine machine;

    @BeforeEach
    void makeMachine() throws IOException, InterruptedException {
        machine = CountingMachine.make(library);
        directory = machine.directory();
    }

    @Test
    void memory_and_disk_return_together() throws Exception {
        try (MachineProcess vm = machine.start()) {
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
        machine.assertImagesAreSound();
    }

    @Test
    void a_saved_machine_goes_on_where_it_was() throws Exception {
        long saved;
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 3);
            vm.begin("x-vitrine-save", "save", Map.of());
            assertThat(vm.exitStatus()).isZero();
            saved = lastCount(vm);
        }
        try (MachineProcess vm = machine.start()) {
            List<Long> after = awaitCounts(vm, 0, 3);

            assertThat(after.getFirst()).isBetween(saved, saved + 8);
            assertThat(vm.said()).doesNotContain("wrong", "begin");
            assertThat(Files.list(directory.resolve("saved"))).isEmpty();
        }
        machine.assertImagesAreSound();
    }

    @Test
    void a_damaged_snapshot_is_refused_and_the_guest_goes_on() throws Exception {
        try (MachineProcess vm = machine.start()) {
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
        machine.assertImagesAreSound();
    }

    /** One that is no white space of JSON, and no hole in memory. */
    private static int firstLetter(byte[] bytes) {
        int at = bytes.length / 2;
        while (bytes[at] == 0 || Character.isWhitespace(bytes[at])) {
            at = (at + 1) % bytes.length;
        }
        return at;
    }

    @Test
    void a_machine_returns_to_a_snapshot_of_other_hardware_in_the_same_process() throws Exception {
        try (MachineProcess off = machine.serve()) {
            take(off, "fresh");
            assertThat(off.quit()).isZero();
        }
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);
            take(vm, "small");
            assertThat(vm.quit()).isZero();
        }
        // The guest begins with a disk that it has not written to.
        try (MachineProcess off = machine.serve()) {
            revert(off, "fresh");
            assertThat(off.quit()).isZero();
        }
        Files.writeString(
                machine.file(), Files.readString(machine.file()).replaceFirst("(\"memoryMiB\" *: *)32", "$148"));
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);

            String small = tree(vm).at("/snapshots/1/id").textValue();
            assertThat(vm.job("x-vitrine-snapshot-revert", Map.of("id", small, "keep-present", "large")))
                    .isEmpty();

            assertThat(vm.qmp("query-status", Map.of()).get("status").textValue())
                    .isEqualTo("running");
            awaitCounts(vm, vm.said().length(), 2);
            assertThat(Files.readString(machine.file())).containsPattern("\"memoryMiB\" *: *32");
            assertThat(machine.isSaved()).isFalse();
            revert(vm, "large");
            awaitCounts(vm, vm.said().length(), 2);
            assertThat(Files.readString(machine.file())).containsPattern("\"memoryMiB\" *: *48");
            assertThat(vm.quit()).isZero();
        }
        machine.assertImagesAreSound();
    }

    @Test
    void a_running_machine_that_returns_to_a_snapshot_of_when_it_was_off_ends() throws Exception {
        try (MachineProcess off = machine.serve()) {
            take(off, "off");
            assertThat(off.qmp("query-status", Map.of()).get("status").textValue())
                    .isEqualTo("shutdown");
            assertThat(off.quit()).isZero();
        }
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);
            vm.begin(
                    "x-vitrine-snapshot-revert",
                    "last",
                    Map.of("id", tree(vm).at("/snapshots/0/id").textValue()));

            assertThat(vm.exitStatus()).isZero();
        }
        assertThat(machine.isSaved()).isFalse();
        machine.assertImagesAreSound();
    }

    @Test
    void a_machine_that_is_off_goes_on_from_the_snapshot_that_it_was_returned_to() throws Exception {
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);
            take(vm, "on");
            awaitCounts(vm, vm.said().length(), 3);
            assertThat(vm.quit()).isZero();
        }
        try (MachineProcess off = machine.serve()) {
            revert(off, "on");
            assertThat(tree(off).get("saved")).isEqualTo(tree(off).at("/snapshots/0/id"));
            assertThat(off.quit()).isZero();
        }
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 2);

            assertThat(vm.said()).doesNotContain("begin");
            assertThat(tree(vm).get("snapshots")).hasSize(1);
            assertThat(vm.quit()).isZero();
        }
        machine.assertImagesAreSound();
    }

    @Test
    void a_machine_whose_host_goes_down_is_saved_if_it_says_so() throws Exception {
        machine.setLifeCycle("{\"onHostShutdown\": \"save\"}");
        long last;
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 2);

            assertThat(vm.terminate()).isZero();
            last = lastCount(vm);
        }
        assertThat(machine.isSaved()).isTrue();
        try (MachineProcess vm = machine.start()) {
            assertThat(awaitCounts(vm, 0, 1).getFirst()).isBetween(last, last + 8);
            assertThat(machine.isSaved()).isFalse();
        }
    }

    @Test
    void a_disposable_run_leaves_the_disk_as_it_was_also_when_it_is_killed() throws Exception {
        machine.setLifeCycle("{\"disposable\": true}");
        String configuration = Files.readString(machine.file());
        byte[] before = Files.readAllBytes(directory.resolve("disk.qcow2"));
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 2);
            assertThat(vm.job("x-vitrine-snapshot-take", Map.of("name", "no"))).contains("is thrown away when it ends");
        }
        assertThat(Files.readAllBytes(directory.resolve("disk.qcow2"))).isEqualTo(before);
        assertThat(Files.readString(machine.file())).isEqualTo(configuration);
        try (MachineProcess off = machine.serve()) {
            assertThat(off.quit()).isZero();
        }
        assertThat(directory.resolve("layers")).isEmptyDirectory();
    }

    @Test
    void a_snapshot_for_which_there_is_no_space_leaves_nothing_and_the_guest_goes_on() throws Exception {
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);
            CountingMachine.run("prlimit", "--pid", "" + vm.pid(), "--fsize=" + (1 << 20) + ":");
            assertThat(vm.job("x-vitrine-snapshot-take", Map.of("name", "full")))
                    .startsWith("The machine's state cannot be stored: a file cannot be that large there.");
            CountingMachine.run("prlimit", "--pid", "" + vm.pid(), "--fsize=unlimited:");

            awaitCounts(vm, vm.said().length(), 2);
            assertThat(tree(vm).get("snapshots")).isEmpty();
            assertThat(directory.resolve("snapshots")).isEmptyDirectory();
            assertThat(vm.quit()).isZero();
        }
        machine.assertImagesAreSound();
    }

    @Test
    void a_second_machine_on_the_same_image_is_refused() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other")).resolve("machine.json");
        Files.writeString(
                other,
                Files.readString(machine.file())
                        .replace("6b7b3a52", "7b7b3a52")
                        .replace("disk.qcow2", directory.resolve("disk.qcow2").toString()));
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);

            assertThat(MachineProcess.refusal(other))
                    .contains("vitrine-vm: The disk \"disk0\" cannot be used: ")
                    .contains("in use");
            awaitCounts(vm, vm.said().length(), 1);
        }
    }
}
