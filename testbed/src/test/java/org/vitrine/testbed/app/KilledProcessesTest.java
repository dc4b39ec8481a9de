package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.testbed.guest.AssembledGuest;
import org.vitrine.testbed.screen.TextScreen;

/** What is left when a process is killed, and who tidies up. */
@Tag("app")
@NeedsKvm
class KilledProcessesTest {
    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void a_killed_application_leaves_its_machine_running_and_the_next_one_finds_it() throws Exception {
        Path disc = AssembledGuest.iso("keys.asm", folder, "SCAN_SET=1");
        try (Product first = Product.start("boot", disc.toString());
                Machine machine = Machine.await()) {
            machine.awaitText("ready, scan code set 1");
            ProcessHandle process = machine.process();

            first.kill();

            assertThat(process.isAlive()).isTrue();
            assertThat(machine.status()).isEqualTo("running");
            try (Application second = Application.start()) {
                second.showMachine();
                assertThat(TextScreen.read(second.awaitSame(machine)).toString())
                        .contains("ready, scan code set 1");
                Session.chord(30);
                machine.awaitText("1e 9e");
                assertThat(process.isAlive()).isTrue();

                process.destroyForcibly();

                assertThat(second.words("ended.title")).isEqualTo("keys has failed");
                assertThat(second.words("ended.sentence")).startsWith("The machine’s process is gone");
                Application.keep("gone");
            }
            assertThat(machine.directory().path()).exists();
            sweeps(machine.directory().path());
        }
    }

    @Test
    void the_application_says_which_signal_killed_a_machine_that_it_started() throws Exception {
        Path disc = AssembledGuest.iso("still.asm", folder);
        try (Application application = Application.start()) {
            application.drop(disc);
            application.createAndStart();
            try (Machine machine = Machine.await()) {
                Await.until(
                        "it has a picture",
                        Await.WINDOW,
                        () -> application.words("status.resolution").contains("×"));

                machine.process().destroyForcibly();

                assertThat(application.words("ended.sentence"))
                        .startsWith("The machine’s process was killed (signal 9).");
                Application.keep("killed");
                application.click("ended.close");
                Await.until(
                        "nothing is left",
                        Await.WINDOW,
                        () -> !Files.exists(machine.directory().path()));
                application.node("library.grid");
            }
        }
    }

    /** The next application removes what a killed machine left, and says so. */
    private static void sweeps(Path left) throws Exception {
        try (Application third = Application.start()) {
            Await.until("what was left is gone", Await.WINDOW, () -> !Files.exists(left));
            Await.until("it says so", Await.WINDOW, () -> third.shows("what was left of it is gone"));
            Application.keep("swept");
        }
    }
}
