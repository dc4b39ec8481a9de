package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.testbed.guest.AssembledGuest;
import org.vitrine.testbed.screen.Picture;
import org.vitrine.testbed.screen.TextScreen;

/** A life of a machine, as a person leads it through the window: from the drop of a disc to Force Off. */
@Tag("app")
@NeedsKvm
class DropAndConsoleTest {
    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void a_dropped_disc_becomes_a_machine_that_obeys_every_button() throws Exception {
        Path disc = AssembledGuest.iso("keys.asm", folder, "SCAN_SET=1");
        try (Application application = Application.start()) {
            Application.keep("start");
            application.drop(disc);
            application.node("create.name");
            Application.keep("create");
            application.createAndStart();
            try (Machine machine = Machine.await()) {
                machine.awaitText("ready, scan code set 1");
                Application.keep("console");
                shows_the_firmwares_text(application, machine);
                takes_keys(application, machine);
                pauses_and_resumes(application, machine);
                fills_the_screen_and_leaves_it(application, machine);
                resets(application, machine);
                is_forced_off(application, machine);
            }
        }
    }

    private static void shows_the_firmwares_text(Application application, Machine machine) throws Exception {
        Picture seen = application.awaitSame(machine);
        assertThat(TextScreen.read(seen).toString())
                .contains("SeaBIOS (version")
                .contains("Booting from DVD/CD");
        assertThat(application.words("status.resolution")).isEqualTo("720×400");
    }

    private static void takes_keys(Application application, Machine machine) throws Exception {
        Session.chord(30);
        machine.awaitText("1e 9e");
        application.awaitSame(machine);
    }

    private static void pauses_and_resumes(Application application, Machine machine) throws Exception {
        application.click("console.pause");
        Await.until("paused", Await.WINDOW, () -> machine.status().equals("paused"));
        Await.until(
                "the button resumes",
                Await.WINDOW,
                () -> application.words("console.pause").equals("Resume"));
        Application.keep("paused");
        application.click("console.pause");
        Await.until("running", Await.WINDOW, () -> machine.status().equals("running"));
        Session.chord(48);
        machine.awaitText("30 b0");
    }

    private static void fills_the_screen_and_leaves_it(Application application, Machine machine) throws Exception {
        application.click("console.fullscreen");
        Await.until(
                "the console fills the screen",
                Await.WINDOW,
                () -> application.onFx(() -> {
                    var bounds = application
                            .console()
                            .localToScreen(application.console().getLayoutBounds());
                    return bounds.getWidth() == 1920 && bounds.getHeight() == 1200 && bounds.getMinX() == 0;
                }));
        Picture guest = application.awaitSame(machine);
        assertThat(application.shown(guest).width()).isEqualTo(2 * guest.width());
        Application.keep("fullscreen");
        Session.chord(29, 56, 28);
        Await.until("it is a window again", Await.WINDOW, () -> !application.onFx(application.stage()::isFullScreen));
        application.awaitSame(machine);
    }

    private static void resets(Application application, Machine machine) throws Exception {
        application.click("console.reset");
        application.click(application.button("Reset"));
        Await.until("reset", Await.WINDOW, () -> machine.events().contains("RESET"));
        machine.awaitText("ready, scan code set 1");
        assertThat(TextScreen.read(machine.screen()).contains("1e 9e")).isFalse();
        Session.chord(46);
        machine.awaitText("2e ae");
    }

    private static void is_forced_off(Application application, Machine machine) throws Exception {
        application.openMenu("console.shut-down");
        application.click("console.force-off");
        application.click(application.button("Force Off"));
        Await.until("off", Await.WINDOW, () -> !machine.directory().isAlive());
        Await.until(
                "no trace is left",
                Await.WINDOW,
                () -> !machine.directory().path().toFile().exists());
        application.node("library.grid");
        Application.keep("library");
    }
}
