package org.vitrine.engine.net.slirp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The process's end of its conversation. */
class SlirpProcessTest {
    @Test
    void what_a_logger_prints_is_not_among_the_answers() {
        PrintStream usual = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
            PrintStream answers = SlirpProcess.takeOutput();

            System.out.println("a logger's line");
            answers.println(SlirpProcess.READY);
        } finally {
            System.setOut(usual);
        }
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo(SlirpProcess.READY + System.lineSeparator());
    }
}
