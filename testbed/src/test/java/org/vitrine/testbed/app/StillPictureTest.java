package org.vitrine.testbed.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.display.console.ConsoleView;
import org.vitrine.testbed.guest.AssembledGuest;
import org.vitrine.testbed.screen.Picture;

/** A picture that stands still costs nothing. */
@Tag("app")
@NeedsKvm
class StillPictureTest {
    private static final Duration STILL = Duration.ofSeconds(10);
    private static final int KEY = 30;

    @TempDir
    Path folder;

    @AfterEach
    void end() throws Exception {
        Machine.endAll();
    }

    @Test
    void while_nothing_moves_in_a_graphics_mode_the_console_draws_no_frame() throws Exception {
        Path disc = AssembledGuest.iso("still.asm", folder);
        try (Application application = Application.start()) {
            application.drop(disc);
            application.createAndStart();
            try (Machine machine = Machine.await()) {
                // Mode 13h shows each of its 320×200 pixels twice in both directions.
                Await.until("the pattern is drawn", Await.BOOT, () -> {
                    Picture guest = machine.screen();
                    return guest.width() == 640 && guest.at(600, 399) != 0;
                });
                application.awaitSame(machine);
                ConsoleView console = application.console();
                Await.until(
                        "the picture stands still",
                        Await.WINDOW,
                        () -> application.words("status.rate").startsWith("0 "));

                long before = console.framesDrawn();
                Thread.sleep(STILL);
                assertThat(console.framesDrawn()).isEqualTo(before);

                Session.chord(KEY);
                Await.until("a pixel that changes is drawn", Await.WINDOW, () -> console.framesDrawn() > before);
                application.awaitSame(machine);
            }
        }
    }
}
