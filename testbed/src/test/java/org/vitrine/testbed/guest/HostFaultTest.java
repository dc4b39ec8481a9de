package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vitrine.testbed.guest.CountingMachine.awaitCounts;
import static org.vitrine.testbed.guest.CountingMachine.revert;
import static org.vitrine.testbed.guest.CountingMachine.run;
import static org.vitrine.testbed.guest.CountingMachine.stop;
import static org.vitrine.testbed.guest.CountingMachine.take;
import static org.vitrine.testbed.guest.CountingMachine.tree;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a running machine when its host loses what it was given, or refuses what it is asked for. */
@Tag("kvm")
@Tag("slow")
class HostFaultTest {
    @TempDir
    private Path library;

    private CountingMachine machine;

    @BeforeEach
    void makeMachine() throws Exception {
        machine = CountingMachine.make(library);
    }

    private static String status(MachineProcess vm) throws IOException, InterruptedException {
        return vm.qmp("query-status", Map.of()).get("status").textValue();
    }

    @Test
    void memory_that_its_medium_has_lost_is_found_after_the_return_and_pauses_the_machine() throws Exception {
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);
            take(vm, "one");
            String id = tree(vm).at("/snapshots/0/id").textValue();
            loseByte(machine.directory().resolve("snapshots").resolve(id).resolve("memory"));
            stop(vm);

            revert(vm, "one");
            String reason =
                    vm.awaitEvent("X_VITRINE_MEMORY_DAMAGED").get("reason").textValue();

            assertThat(reason)
                    .startsWith("The snapshot " + id + " cannot be used. Its memory is damaged, in the mebibyte at 0x");
            assertThat(status(vm)).isEqualTo("paused");
            assertThat(vm.job("x-vitrine-snapshot-check", Map.of("id", id))).isEqualTo(reason);
            assertThat(vm.quit()).isZero();
        }
    }

    /** As a medium does: nobody has written to the file, as far as its times tell. */
    private static void loseByte(Path memory) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(memory.toFile(), "rw")) {
            // Behind all that the guest uses.
            file.seek(20 << 20);
            file.write(1);
        }
        Map<String, Object> is = Files.readAttributes(memory, "unix:ino,ctime,size");
        Files.writeString(
                memory.resolveSibling("memory.stamp"),
                "%s %s %s\n".formatted(is.get("ino"), ((FileTime) is.get("ctime")).toInstant(), is.get("size")));
    }

    @Test
    void a_machine_that_cannot_be_saved_when_its_host_goes_down_is_shut_down() throws Exception {
        machine.setLifeCycle("{\"onHostShutdown\": \"save\"}");
        try (MachineProcess vm = machine.start("--grace", "1")) {
            awaitCounts(vm, 0, 2);
            run("prlimit", "--pid", "" + vm.pid(), "--fsize=" + (1 << 20) + ":");

            assertThat(vm.terminate()).isZero();
        }
        assertThat(machine.isSaved()).isFalse();
        assertThat(machine.directory().resolve("saved")).isEmptyDirectory();
        machine.assertImagesAreSound();
    }

    @Test
    void a_machine_that_was_saved_goes_on_whatever_waits_in_its_configuration() throws Exception {
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);
            String wanted = Files.readString(machine.file())
                    .replace("\"version\": 2", "\"version\": 3")
                    .replaceFirst("\"cpus\" *: *1", "\"processor\": {\"sockets\": 1, \"cores\": 1, \"threads\": 1}")
                    .replaceFirst("\"memoryMiB\" *: *32", "\"memoryMiB\": 48");
            assertThat(vm.qmp(
                                    "x-vitrine-update-config",
                                    Map.of(
                                            "config",
                                            new com.fasterxml.jackson.databind.ObjectMapper().readTree(wanted)))
                            .get("waiting")
                            .toString())
                    .isEqualTo("[\"memoryMiB\"]");
            vm.begin("x-vitrine-save", "save", Map.of());
            assertThat(vm.exitStatus()).isZero();
        }
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 2);
            assertThat(vm.said()).doesNotContain("begin");
            assertThat(vm.quit()).isZero();
        }
        assertThat(Files.readString(machine.file())).containsPattern("\"memoryMiB\" *: *48");
        machine.assertImagesAreSound();
    }

    @Test
    void an_image_that_is_removed_pauses_the_machine_which_can_go_on() throws Exception {
        machine.setLifeCycle("{\"onHostShutdown\": \"force-off\"}");
        Files.writeString(
                machine.file(), Files.readString(machine.file()).replace("\"writeback\"", "\"writethrough\""));
        try (MachineProcess vm = machine.start()) {
            awaitCounts(vm, 0, 1);
            Files.delete(machine.directory().resolve("disk.qcow2"));

            String reason = vm.awaitEvent("BLOCK_IO_ERROR").get("reason").textValue();
            assertThat(reason).contains("disk.qcow2 was removed while it is in use");
            vm.awaitEvent("STOP");
            assertThat(status(vm)).isEqualTo("io-error");
            int said = vm.said().length();
            vm.qmp("cont", Map.of());
            awaitCounts(vm, said, 1);
            assertThat(vm.job("x-vitrine-snapshot-take", Map.of("name", "late")))
                    .contains("is gone");
            assertThat(vm.quit()).isZero();
        }
    }
}
