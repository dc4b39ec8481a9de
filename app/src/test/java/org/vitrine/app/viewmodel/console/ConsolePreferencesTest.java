package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.Settings;
import org.vitrine.display.console.ScaleMode;

class ConsolePreferencesTest {
    @TempDir
    Path folder;

    @Test
    void how_to_leave_the_grab_is_said_five_times_and_again_when_it_is_asked_for() {
        ConsolePreferences preferences = new ConsolePreferences(Settings.load(folder, Runnable::run));
        for (int i = 0; i < 5; i++) {
            assertThat(preferences.takeHint()).isTrue();
        }
        assertThat(preferences.takeHint()).isFalse();

        preferences.setHints(false);
        assertThat(preferences.takeHint()).isFalse();
        preferences.setHints(true);
        assertThat(preferences.takeHint()).isTrue();
    }

    @Test
    void a_scale_mode_that_nobody_knows_is_the_usual_one() {
        Settings settings = Settings.load(folder, Runnable::run);
        settings.put("console.scale", "huge");
        assertThat(new ConsolePreferences(settings).scaleMode()).isEqualTo(ScaleMode.SHARP);
        new ConsolePreferences(settings).setScaleMode(ScaleMode.FILL);
        assertThat(new ConsolePreferences(settings).scaleMode()).isEqualTo(ScaleMode.FILL);
    }
}
