package org.vitrine.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.image.work.KilledChild;

/** Work on a machine that is off whose process is killed: the machine is what it was or what it was to be, and so is all else. */
class KilledStorageTest {
    private static final int MACHINES = 6;

    @TempDir
    Path directory;

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void a_machine_is_the_old_or_the_new_one_when_the_process_is_killed(ChildStorage.Work work) throws Exception {
        killOften(work, 5);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void and_is_so_a_hundred_times(ChildStorage.Work work) throws Exception {
        killOften(work, 100);
    }

    private void killOften(ChildStorage.Work work, int kills) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        StoredMachineFixture first = machine(directory.resolve("first"));
        StoredMachineFixture done = first.copy(directory.resolve("done"));
        String before = first.view();
        List<String> allowed = new ArrayList<>(List.of(before));
        if (work == ChildStorage.Work.TAKE) {
            StoredMachineFixture between = first.copy(directory.resolve("between"));
            between.stored.discardSaved();
            allowed.add(between.view());
        }
        if (work == ChildStorage.Work.REVERT_AND_KEEP) {
            StoredMachineFixture between = first.copy(directory.resolve("between"));
            between.stored.take("kept", "");
            allowed.add(between.view());
        }
        work.perform(done);
        allowed.add(done.view());
        assertThat(done.view()).as("the work does something").isNotEqualTo(before);

        int milliseconds = millisecondsFor(work, first);
        int[] seen = new int[allowed.size()];
        for (int kill = 0; kill < kills; kill++) {
            boolean late = killAmong(
                    work, first, random.nextInt(milliseconds), allowed, seen, "seed %d, kill %d".formatted(seed, kill));
            milliseconds = KilledChild.next(milliseconds, late);
        }
        System.out.printf(
                "%s: seed %d, %d kills; machines by state, old to new: %s%n", work, seed, kills, Arrays.toString(seen));
    }

    private static StoredMachineFixture machine(Path library) throws Exception {
        StoredMachineFixture machine = StoredMachineFixture.make(library);
        for (String name : List.of("one", "two", "three")) {
            machine.put("at " + name);
            machine.stored.take(name, "");
        }
        machine.put("at last");
        machine.save();
        return machine;
    }

    /** @return whether the process had done it all */
    private boolean killAmong(
            ChildStorage.Work work,
            StoredMachineFixture first,
            int milliseconds,
            List<String> allowed,
            int[] seen,
            String which)
            throws Exception {
        List<StoredMachineFixture> machines = copies(first);
        Process child = start(work, machines);
        boolean late;
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("begun");
            Thread.sleep(milliseconds);
            late = out.ready();
        } finally {
            child.destroyForcibly().waitFor();
        }
        for (StoredMachineFixture machine : machines) {
            String view = machine.view();
            assertThat(view).as(which).isIn(allowed);
            seen[allowed.indexOf(view)]++;
            assertThat(Files.isDirectory(machine.library.resolve("parent"))).isTrue();
            machine.delete();
        }
        return late;
    }

    /** What a process takes for all machines: when it is killed is drawn below that at first. */
    private int millisecondsFor(ChildStorage.Work work, StoredMachineFixture first) throws Exception {
        List<StoredMachineFixture> machines = copies(first);
        Process child = start(work, machines);
        long begun;
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("begun");
            begun = System.nanoTime();
            assertThat(out.readLine()).isEqualTo("done");
        }
        long nanos = System.nanoTime() - begun;
        for (StoredMachineFixture machine : machines) {
            machine.delete();
        }
        return Math.toIntExact(1 + nanos / 1_000_000);
    }

    private List<StoredMachineFixture> copies(StoredMachineFixture first) throws Exception {
        List<StoredMachineFixture> machines = new ArrayList<>();
        for (int i = 0; i < MACHINES; i++) {
            machines.add(first.copy(directory.resolve("copy" + i)));
        }
        return machines;
    }

    private static Process start(ChildStorage.Work work, List<StoredMachineFixture> machines) throws Exception {
        return ChildStorage.start(
                work, machines.stream().map(machine -> machine.library).toList());
    }
}
