package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.fake.Eventually;

class ConsoleInputTest {
    @TempDir
    Path folder;

    private ConsoleFixture fixture;
    private ConsoleInput input;

    @BeforeEach
    void open() throws Exception {
        fixture = new ConsoleFixture(folder);
        input = fixture.console.input();
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void the_title_says_how_to_leave_the_grab() {
        var title = fixture.console.titleProperty();
        assertThat(title.getValue()).isEqualTo("Debian 12");

        input.grabbed(true);
        assertThat(title.getValue()).contains("Ctrl+Alt");

        input.key(29, true);
        input.key(56, true);
        input.key(56, false);
        assertThat(input.grabbedProperty().get()).isFalse();
        assertThat(title.getValue()).isEqualTo("Debian 12");
    }

    @Test
    void a_grab_that_did_not_work_is_told() {
        input.grabbed(false);

        assertThat(fixture.console.notices().noticeProperty().get().problem()).isTrue();
        assertThat(input.grabbedProperty().get()).isFalse();
    }

    @Test
    void nothing_stays_held_when_the_focus_goes() {
        input.key(42, true);
        input.button("left", true);
        input.focusLost();

        Eventually.until(
                "let go",
                () -> fixture.vm.received().stream()
                                .filter(received ->
                                        received.arguments().toString().contains("\"down\":false"))
                                .count()
                        == 2);
    }

    @Test
    void ctrl_alt_enter_is_full_screen_and_back() {
        input.key(29, true);
        input.key(56, true);
        input.key(28, true);
        assertThat(input.fullscreenProperty().get()).isTrue();
        input.key(28, false);
        input.key(28, true);

        assertThat(input.fullscreenProperty().get()).isFalse();
    }

    @Test
    void ctrl_shift_c_and_s_are_for_the_view_and_the_guest_never_gets_the_letters() {
        List<String> asked = new ArrayList<>();
        input.setOnShortcut(new ConsoleInput.ViewShortcuts() {
            @Override
            public void typeClipboard() {
                asked.add("type");
            }

            @Override
            public void takeSnapshot() {
                asked.add("snapshot");
            }
        });
        for (int key : new int[] {29, 42, 46, 31}) {
            input.key(key, true);
        }

        assertThat(asked).containsExactly("type", "snapshot");
        Eventually.until("both modifiers have come", () -> fixture.vm.received().size() >= 2);
        assertThat(fixture.vm.received())
                .noneMatch(received -> received.arguments().toString().matches(".*\"data\":\"[cs]\".*"));
    }
}
