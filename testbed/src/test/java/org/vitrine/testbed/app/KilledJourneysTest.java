package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.Disk;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeRoot;

/**
 * The application is killed at any moment of what people do with it, in every other round with its machines' processes; the next start shows what is
 * true. {@code -Dkills.seed=N} repeats a run's choices, not its moments.
 */
@Tag("app")
@NeedsKvm
class KilledJourneysTest {
    private static final int MOST_MILLIS = 600;
    private static final int[] KEYS = {28, 29, 31, 42, 56, 57, 102, 103, 108, 111};

    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @ParameterizedTest
    @EnumSource
    void three_kills_leave_a_library_that_the_next_start_shows_truly(Journey journey) throws Exception {
        kill(journey, 3, Long.getLong("kills.seed", 1));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void fifty_kills_leave_a_library_that_the_next_start_shows_truly(Journey journey) throws Exception {
        kill(journey, 50, Long.getLong("kills.seed", 2));
    }

    private void kill(Journey journey, int times, long seed) throws Exception {
        Random random = new Random(seed + journey.ordinal());
        for (int round = 0; round < times; round++) {
            MachineConfig before = journey == Journey.CREATE ? null : Journey.store(folder);
            byte[] disk = before == null ? new byte[0] : Files.readAllBytes(disk(before));
            int steps = random.nextInt(journey.steps() + 1);
            int millis = random.nextInt(MOST_MILLIS);
            boolean all = random.nextBoolean();
            String what = "round %d of %s: after %d steps and %d ms%s"
                    .formatted(round, journey, steps, millis, all ? ", with its machines" : "");
            System.out.println(what);
            killAfter(journey, steps, millis, all);
            try (Application next = Application.start()) {
                shows_what_is_there(next, what);
                if (journey == Journey.EDIT) {
                    is_edited_wholly_or_not_at_all(what);
                }
            } catch (AssertionError e) {
                throw new AssertionError(what + ": " + e.getMessage(), e);
            }
            endMachines();
            disks_are_sound(what);
            if (journey == Journey.DISPOSABLE) {
                assertThat(Files.readAllBytes(disk(before))).as(what).isEqualTo(disk);
                assertThat(config(Journey.folders().getFirst())).as(what).isEqualTo(before);
            } else if (journey == Journey.TRASH) {
                assertThat(Journey.folders().size() + trashed()).as(what).isEqualTo(1);
            }
            Session.clearLibrary();
        }
    }

    private static Path disk(MachineConfig config) {
        return config.disks().getFirst().file();
    }

    private static MachineConfig config(Path machine) throws Exception {
        return MachineConfigFile.read(machine.resolve("machine.json"));
    }

    /** @param all whether its machines' processes are killed with it */
    private void killAfter(Journey journey, int steps, int millis, boolean all) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx300m",
                        "--add-opens=javafx.graphics/com.sun.javafx.application=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Journey.Main.class.getName(),
                        journey.name(),
                        folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            int heard = -1;
            for (String line = said.readLine(); line != null && heard < steps; line = said.readLine()) {
                heard += line.startsWith("step ") ? 1 : 0;
                if (heard >= steps) {
                    break;
                }
            }
            assertThat(heard).as("steps of " + journey).isEqualTo(steps);
            Thread.sleep(millis);
            List<ProcessHandle> below = process.descendants().toList();
            process.toHandle().destroyForcibly();
            // What it dragged from ends by itself; its machines may run on.
            if (all) {
                below.forEach(ProcessHandle::destroyForcibly);
            }
        }
        process.waitFor();
        for (int key : KEYS) {
            Session.key(key, false);
        }
        Session.button(false);
        if (all) {
            Await.until(
                    "nothing runs",
                    Await.WINDOW,
                    () -> RuntimeRoot.ofUser().running().isEmpty());
        }
    }

    /** As many cards as machines, each with its name and none of them damaged, and nothing half made. */
    private static void shows_what_is_there(Application next, String what) throws Exception {
        if (Journey.folders().stream().allMatch(KilledJourneysTest::isHidden)) {
            next.node("drop-area");
        } else {
            next.node("library.grid");
        }
        Await.until(
                "nothing half made is left",
                Await.WINDOW,
                () -> Journey.folders().stream().noneMatch(KilledJourneysTest::isHidden));
        for (Path machine : Journey.folders()) {
            MachineConfig config = config(machine);
            Await.until("the card of " + config.name(), Await.WINDOW, () -> next.shows(config.name()));
            boolean runs = RuntimeRoot.ofUser().running().stream()
                    .anyMatch(each -> each.path().endsWith(config.uuid().toString()));
            Await.until(
                    runs ? "it runs" : "it does not run",
                    Await.WINDOW,
                    () -> next.shows("Running") == runs || next.shows(runs ? "Paused" : "Off") || next.shows("Failed"));
            assertThat(config.disks())
                    .as(what)
                    .allSatisfy(disk -> assertThat(disk.file()).exists());
        }
        assertThat(next.shows("Damaged")).as(what).isFalse();
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static void is_edited_wholly_or_not_at_all(String what) throws Exception {
        MachineConfig config = config(Journey.folders().getFirst());
        int edits = config.memoryMiB() - Journey.MEMORY;
        assertThat(config.name())
                .as(what)
                .isEqualTo(edits == 0 ? Journey.NAME : Journey.NAME + " " + config.memoryMiB());
        assertThat(config.disks()).as(what).hasSize(1 + edits);
    }

    private static void endMachines() throws Exception {
        for (var running : RuntimeRoot.ofUser().running()) {
            try (var client = org.vitrine.engine.qmp.QmpClient.connect(running.controlSocket())) {
                client.execute("quit").get(10, java.util.concurrent.TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException e) {
                // Its answer may be lost as it ends.
            }
            Await.until("it ends", Await.WINDOW, () -> !running.isAlive());
        }
        var unused = RuntimeRoot.ofUser().sweep();
    }

    private static void disks_are_sound(String what) throws Exception {
        for (Path machine : Journey.folders()) {
            for (Disk disk : config(machine).disks()) {
                // What a kill leaves allocated and unused is no harm; wrong is.
                Process check = new ProcessBuilder(
                                "qemu-img", "check", "-q", disk.file().toString())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(check.waitFor()).as(what + ": " + said).isIn(0, 3);
            }
        }
    }

    private static long trashed() throws Exception {
        Path trash = Path.of(System.getenv("XDG_DATA_HOME"), "Trash", "files");
        if (!Files.exists(trash)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(trash)) {
            return all.count();
        }
    }
}
