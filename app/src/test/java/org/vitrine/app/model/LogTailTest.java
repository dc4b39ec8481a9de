package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    Path folder;

    @Test
    void a_log_can_be_read_after_it_was_deleted() throws IOException {
        Path file = Files.writeString(folder.resolve("vm.log"), "one\n\ntwo\nthree\n");

        try (LogTail log = LogTail.open(file)) {
            Files.delete(file);

            assertThat(log.lines(2)).containsExactly("two", "three");
        }
    }

    @Test
    void of_a_long_log_only_the_end_is_read() throws IOException {
        Path file = Files.writeString(folder.resolve("vm.log"), "line\n".repeat(1_000_000) + "last\n");

        try (LogTail log = LogTail.open(file)) {
            assertThat(log.lines(1)).containsExactly("last");
        }
    }

    @Test
    void a_log_that_is_not_there_has_no_lines() {
        try (LogTail log = LogTail.open(folder.resolve("none.log"))) {
            assertThat(log.lines(3)).isEmpty();
        }
    }
}
