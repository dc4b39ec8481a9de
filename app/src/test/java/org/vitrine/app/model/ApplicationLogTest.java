package org.vitrine.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationLogTest {
    @TempDir
    Path folder;

    @AfterEach
    void forgetTheHandler() {
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    @Test
    void what_is_logged_is_in_the_file_in_a_folder_that_was_not_there() throws IOException {
        Path state = folder.resolve("state/vitrine");

        try (ApplicationLog log = ApplicationLog.open(state)) {
            System.getLogger(ApplicationLogTest.class.getName()).log(Level.INFO, "the window opens");
        }

        assertThat(Files.readString(state.resolve(ApplicationLog.FILE))).contains("INFO", "the window opens");
    }

    @Test
    void an_exception_that_nobody_catches_is_in_the_file_with_its_trace() throws Exception {
        try (ApplicationLog log = ApplicationLog.open(folder)) {
            Thread thread = new Thread(() -> {
                throw new IllegalStateException("a fault of ours");
            });
            thread.start();
            thread.join();
        }

        assertThat(Files.readString(folder.resolve(ApplicationLog.FILE)))
                .contains("a fault of ours", "at " + ApplicationLogTest.class.getName());
    }
}
