package org.vitrine.app.model.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.activity.ActivityEntry.Kind;

class VmLogReaderTest {
    private static final String EVENT =
            "2026-11-26T12:00:0%d.123Z INFO [control] org.vitrine.engine.control.MachineEvents: %s\n";

    @TempDir
    Path folder;

    private final Locale before = Locale.getDefault();

    @BeforeEach
    void speakEnglish() {
        Locale.setDefault(Locale.ENGLISH);
    }

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(before);
    }

    private Path log(String content) throws IOException {
        return Files.writeString(folder.resolve("vm.log"), content);
    }

    @Test
    void a_life_is_told_in_sentences() throws IOException {
        Path log = log("2026-11-26T12:00:00.000Z INFO [main] org.vitrine.engine.control.VmProcess: \"Debian\" runs, "
                + "controlled at /run/x\n"
                + EVENT.formatted(1, "STOP {}")
                + EVENT.formatted(2, "RESUME {}")
                + EVENT.formatted(3, "RESET {\"guest\":true,\"reason\":\"guest-reset\"}")
                + EVENT.formatted(4, "SHUTDOWN {\"guest\":true,\"reason\":\"guest-shutdown\"}"));

        assertThat(VmLogReader.read(log))
                .extracting(ActivityEntry::sentence)
                .containsExactly(
                        "The machine started.",
                        "The machine was paused.",
                        "The machine went on.",
                        "The guest restarted.",
                        "The guest shut down.");
    }

    @Test
    void who_ended_it_is_told() {
        assertThat(sentence("SHUTDOWN {\"guest\":false,\"reason\":\"host-qmp-quit\"}"))
                .isEqualTo("The machine was forced off.");
        assertThat(sentence("SHUTDOWN {\"guest\":false,\"reason\":\"host-signal\"}"))
                .isEqualTo("The machine ended because the host shut down.");
    }

    @Test
    void a_disk_that_failed_is_a_problem_with_its_reason() {
        ActivityEntry entry = VmLogReader.entry(EVENT.formatted(
                                1, "BLOCK_IO_ERROR {\"device\":\"disk0\",\"reason\":\"No space left on device\"}")
                        .strip())
                .orElseThrow();

        assertThat(entry.kind()).isEqualTo(Kind.PROBLEM);
        assertThat(entry.sentence()).contains("disk0").contains("No space left on device");
    }

    @Test
    void warnings_and_errors_are_told_as_they_stand_and_the_rest_is_not() {
        assertThat(VmLogReader.entry("2026-11-26T12:00:00Z WARNING [x] org.vitrine.engine.Foo: Something is odd.")
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.WARNING);
        assertThat(VmLogReader.entry("2026-11-26T12:00:00Z SEVERE [x] org.vitrine.engine.Foo: It broke.")
                        .orElseThrow()
                        .sentence())
                .isEqualTo("It broke.");
        assertThat(VmLogReader.entry("2026-11-26T12:00:00Z INFO [x] org.vitrine.engine.Foo: Detail."))
                .isEmpty();
        assertThat(VmLogReader.entry("\tat org.vitrine.engine.Foo.bar(Foo.java:1)"))
                .isEmpty();
    }

    @Test
    void no_log_tells_nothing() {
        assertThat(VmLogReader.read(folder.resolve("absent"))).isEmpty();
        assertThat(VmLogReader.read(folder)).isEmpty();
    }

    @Test
    void of_a_log_without_end_the_end_is_told() throws IOException {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            content.append(EVENT.formatted(1, "RESET {\"guest\":true}"));
        }
        content.append(EVENT.formatted(2, "STOP {}"));

        assertThat(VmLogReader.read(log(content.toString())))
                .hasSize(500)
                .last()
                .extracting(ActivityEntry::sentence)
                .isEqualTo("The machine was paused.");
    }

    @Test
    void arbitrary_bytes_do_no_harm() throws IOException {
        Random random = new Random(3);
        byte[] bytes = new byte[100_000];
        random.nextBytes(bytes);
        Files.write(folder.resolve("vm.log"), bytes);

        assertThat(VmLogReader.read(folder.resolve("vm.log"))).isEmpty();
        assertThat(VmLogReader.entry(EVENT.formatted(1, "SHUTDOWN [1,2").strip()))
                .isEmpty();
        assertThat(VmLogReader.entry(EVENT.formatted(1, "STOP").strip())).isEmpty();
    }

    private static String sentence(String event) {
        return VmLogReader.entry(EVENT.formatted(1, event).strip())
                .orElseThrow()
                .sentence();
    }
}
