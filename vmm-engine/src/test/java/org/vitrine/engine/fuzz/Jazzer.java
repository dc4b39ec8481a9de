package org.vitrine.engine.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Five minutes of Jazzer in a process of its own, which must find nothing. */
public final class Jazzer {
    private static final int SECONDS = 300;
    private static final int LAST = 4000;

    private Jazzer() {}

    /**
     * What became of it.
     *
     * @param status 0 if nothing was found
     * @param last what it said at its end
     */
    public record Result(int status, String last) {}

    /**
     * Runs it.
     *
     * @param fuzzer with Jazzer's entry points
     * @param argument for it
     * @param instrumented a package, of which with all below it Jazzer sees the branches
     * @param directory for what it finds
     * @param corpora folders of inputs to begin with; new ones come into the first
     */
    public static Result run(Class<?> fuzzer, String argument, String instrumented, Path directory, Path... corpora)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + fuzzer.getName(),
                "--target_args=" + argument,
                "--instrumentation_includes=" + instrumented + ".**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_total_time=" + SECONDS,
                "-timeout=20",
                "-rss_limit_mb=2048"));
        Stream.of(corpora).map(Path::toString).forEach(command::add);
        Process jazzer = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said;
        try (InputStream out = jazzer.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            jazzer.destroyForcibly();
        }
        return new Result(jazzer.waitFor(), said.substring(Math.max(0, said.length() - LAST)));
    }
}
