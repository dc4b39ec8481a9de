package org.vitrine.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmLogTest {
    @TempDir
    Path directory;

    private static LogRecord record(String message) {
        LogRecord entry = new LogRecord(Level.WARNING, message);
        entry.setLoggerName("test");
        return entry;
    }

    @Test
    void a_record_is_a_line_and_nothing_in_it_looks_like_another() throws IOException {
        Path file = directory.resolve("vm.log");
        try (VmLog log = new VmLog(file, VmLog.MAX_BYTES)) {
            LogRecord entry = record("guest says \u001b[2J\n2026-01-01 forged");
            entry.setThrown(new IllegalStateException("why"));
            log.publish(entry);
        }

        assertThat(Files.readAllLines(file))
                .first()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z WARNING \\[.*] test: guest says \\?\\[2J");
        assertThat(Files.readAllLines(file).subList(1, 4)).allMatch(line -> line.startsWith("\t"));
    }

    @Test
    void the_file_keeps_to_its_bound_and_has_one_predecessor() throws IOException {
        Path file = directory.resolve("vm.log");
        try (VmLog log = new VmLog(file, 1000)) {
            for (int i = 0; i < 200; i++) {
                log.publish(record("entry " + i));
            }
        }

        assertThat(Files.size(file)).isLessThan(1200);
        assertThat(Files.size(directory.resolve("vm.log.1"))).isBetween(1000L, 1200L);
        assertThat(Files.readString(file)).endsWith("entry 199\n");
        try (var entries = Files.list(directory)) {
            assertThat(entries).hasSize(2);
        }
    }

    @Test
    void what_others_append_meanwhile_stays() throws IOException {
        Path file = directory.resolve("vm.log");
        try (VmLog log = new VmLog(file, VmLog.MAX_BYTES)) {
            log.publish(record("one"));
            Files.writeString(file, "from standard error\n", StandardOpenOption.APPEND);
            log.publish(record("two"));
        }

        assertThat(Files.readString(file)).containsSubsequence("one", "from standard error", "two");
    }
}
