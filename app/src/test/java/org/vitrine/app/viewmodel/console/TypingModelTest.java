package org.vitrine.app.viewmodel.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypingModelTest {
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
    void an_empty_clipboard_and_one_for_a_file_are_refused_in_a_sentence() {
        fixture.console.typing().type("", GuestLayout.US);
        assertThat(fixture.told()).isEqualTo("There is no text in the clipboard. Copy one first.");

        fixture.console.typing().type("x".repeat(TextTyping.MOST + 1), GuestLayout.US);
        assertThat(fixture.told()).startsWith("The text in the clipboard is longer than the 20,000 characters");
        assertThat(fixture.vm.commands()).doesNotContain("input-send-event");
    }

    @Test
    void a_text_is_typed_and_what_had_no_key_is_told() {
        fixture.console.typing().type("hi", GuestLayout.US);
        assertThat(fixture.told()).isEqualTo("The clipboard was typed.");
        assertThat(fixture.vm.received().stream()
                        .filter(received -> received.command().equals("input-send-event"))
                        .map(received -> received.arguments().toString()))
                .anyMatch(events -> events.contains("\"h\""))
                .anyMatch(events -> events.contains("\"i\""));

        fixture.console.typing().type("é", GuestLayout.US);
        assertThat(fixture.told()).contains("but 1 character has no key");
    }
}
