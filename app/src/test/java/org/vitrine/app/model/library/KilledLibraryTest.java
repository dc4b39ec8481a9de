package org.vitrine.app.model.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.engine.config.MachineConfig;

/** An application that is killed at any moment of making, editing, deleting or restoring leaves a true library. */
class KilledLibraryTest {
    /** After so many finished steps it is killed within the next ones, at a moment that is not chosen. */
    private static final int MOST_STEPS = 12;

    private static final int MOST_MILLIS = 40;

    @TempDir
    Path folder;

    @Test
    void three_kills_leave_a_true_library() throws Exception {
        kill(3, 1);
    }

    @Test
    @Tag("long")
    void fifty_kills_leave_a_true_library() throws Exception {
        kill(50, 2);
    }

    private void kill(int times, long seed) throws Exception {
        Random random = new Random(seed);
        Map<UUID, String> finished = new HashMap<>();
        for (int round = 0; round < times; round++) {
            runUntilKilled(round * 1000, random, finished);
            check(finished);
        }
    }

    private void runUntilKilled(int first, Random random, Map<UUID, String> finished)
            throws IOException, InterruptedException {
        Process process =
                KilledMain.command(folder, first).redirectErrorStream(true).start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            int steps = 1 + random.nextInt(MOST_STEPS);
            for (int step = 0; step < steps; step++) {
                note(said.readLine(), finished);
            }
            Thread.sleep(random.nextInt(MOST_MILLIS));
            // Its handle's kill leaves what it has said to be read.
            assertThat(process.toHandle().destroyForcibly()).isTrue();
            // What it had finished by then, and had still said.
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.matches("\\w+ [0-9a-f-]{36}")) {
                    note(line, finished);
                }
            }
        }
        process.waitFor();
    }

    private static void note(String line, Map<UUID, String> finished) {
        assertThat(line).matches("(created|edited|deleted|restored) [0-9a-f-]{36}");
        String[] words = line.split(" ");
        finished.put(UUID.fromString(words[1]), words[0]);
    }

    private void check(Map<UUID, String> finished) throws Exception {
        try (LibraryFixture at = new LibraryFixture(folder)) {
            assertThat(at.library.machines()).allSatisfy(machine -> {
                assertThat(machine.state()).as(machine.toString()).isEqualTo(LibraryMachine.State.OFF);
                checkWhole(machine.folder(), machine.config());
            });
            try (Stream<Path> entries = Files.list(at.root)) {
                assertThat(entries.map(entry -> entry.getFileName().toString()))
                        .allMatch(name -> !name.startsWith("."));
            }
            List<UUID> trashed =
                    at.trash.list().stream().map(Trash.TrashedMachine::uuid).toList();
            finished.forEach((uuid, step) -> {
                boolean inLibrary = at.library.machine(uuid).isPresent();
                boolean inTrash = trashed.contains(uuid);
                assertThat(inLibrary ^ inTrash)
                        .as("%s %s is in one place", step, uuid)
                        .isTrue();
                if (step.equals("created")) {
                    assertThat(inLibrary).isTrue();
                } else if (step.equals("restored")) {
                    assertThat(inLibrary).isTrue();
                }
                // A step that was under way may have been done, but not undone what was finished.
                MachineFolder place =
                        inLibrary ? at.folder(uuid) : new MachineFolder(at.data.resolve("Trash/files/" + uuid));
                MachineConfig config = read(place);
                if (!step.equals("created")) {
                    assertThat(config.memoryMiB()).isNotEqualTo(0);
                    assertThat(config.about().notes()).isEqualTo("memory " + config.memoryMiB());
                }
            });
            // Whatever the killed one held is free.
            for (LibraryMachine machine : at.library.machines()) {
                at.edits.apply(machine.uuid(), config -> config);
            }
        }
    }

    private static void checkWhole(MachineFolder folder, MachineConfig config) {
        assertThat(config.disks())
                .singleElement()
                .satisfies(disk -> assertThat(disk.file()).exists());
        // Old or new, never half of each.
        assertThat(config.about().notes())
                .isEqualTo(
                        config.memoryMiB() == 64 && config.about().notes().isEmpty()
                                ? ""
                                : "memory " + config.memoryMiB());
        assertThat(folder.history()).exists();
    }

    private static MachineConfig read(MachineFolder folder) {
        try {
            return org.vitrine.engine.config.MachineConfigFile.read(folder.machineFile());
        } catch (org.vitrine.engine.config.ConfigException e) {
            throw new AssertionError(e);
        }
    }
}
