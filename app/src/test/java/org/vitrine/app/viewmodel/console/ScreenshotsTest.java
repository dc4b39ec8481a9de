package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenshotsTest {
    @TempDir
    Path folder;

    private ConsoleFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new ConsoleFixture(folder);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    @Test
    void a_screenshot_goes_to_the_users_pictures() throws IOException {
        fixture.console.screenshots().keep();

        Path pictures = folder.resolve("Pictures/Screenshots");
        try (var files = Files.list(pictures)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .singleElement()
                    .asString()
                    .matches("Debian 12 \\d{4}-\\d\\d-\\d\\d \\d\\d-\\d\\d-\\d\\d\\.png");
        }
        assertThat(fixture.told()).startsWith("The screenshot is in " + pictures);
    }

    @Test
    void a_screenshot_for_the_clipboard_is_handed_over_and_not_kept() throws IOException {
        List<Path> taken = new ArrayList<>();
        fixture.console.screenshots().copy(taken::add);

        assertThat(taken).singleElement().satisfies(file -> assertThat(file).exists());
        assertThat(fixture.told()).isEqualTo("The screenshot is in the clipboard.");
        assertThat(folder.resolve("Pictures")).doesNotExist();
        Files.delete(taken.getFirst());
    }
}
