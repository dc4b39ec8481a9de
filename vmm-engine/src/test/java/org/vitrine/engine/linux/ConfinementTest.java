package org.vitrine.engine.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left to a process that has given up system calls or the file system. */
class ConfinementTest {
    @TempDir
    Path directory;

    private List<String> left(String what) throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Confined.class.getName(),
                        what,
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = process.inputReader()) {
            return lines.lines().toList();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void without_its_system_calls_a_process_reads_and_speaks_ip_and_no_more() throws Exception {
        assertThat(left("calls"))
                .containsExactly("read secret", "refused", "refused", "refused", "refused", "listened", "thread");
    }

    @Test
    void without_the_file_system_a_thread_sees_what_it_has_kept() throws Exception {
        List<String> left = left("files");

        assumeTrue(!left.contains("no Landlock"), "this kernel has no Landlock");
        assertThat(left)
                .containsExactly(
                        "restricted", "refused", "refused", "refused", "ran 0", "local socket", "listened", "thread");
    }
}
