package org.vitrine.engine.virtio.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arbitrary drivers for the queues and each device: answered, or told to reset, in bounded time and memory. */
class VirtioFuzzTest {
    private static final int MUTATIONS = 300;
    private static final int SECONDS = 300;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void what_is_near_a_sound_driver_is_answered(VirtioFuzzTarget target) {
        Random random = new Random(target.ordinal() + 1);
        byte[] seed = target.seed();
        target.run(seed);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] input = mutated(seed, random);
            try {
                target.run(input);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(target + ", mutation " + i + ": " + e.getMessage(), e);
            }
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] bytes = java.util.Arrays.copyOf(seed, seed.length + random.nextInt(64));
        for (int i = seed.length; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        for (int k = 0; k <= random.nextInt(6); k++) {
            int at = random.nextInt(bytes.length);
            if (random.nextBoolean()) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                int length = Math.min(random.nextInt(24), bytes.length - at);
                System.arraycopy(seed, random.nextInt(seed.length - 24), bytes, at, length);
            }
        }
        return bytes;
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void jazzer_finds_nothing_in_five_minutes(VirtioFuzzTarget target) throws Exception {
        Path found = Files.createDirectories(directory.resolve("corpus"));
        Files.write(found.resolve("seed"), target.seed());
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + VirtioFuzzer.class.getName(),
                        "--target_args=" + target.name(),
                        "--instrumentation_includes=org.vitrine.engine.virtio.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-max_total_time=" + SECONDS,
                        "-timeout=20",
                        "-rss_limit_mb=2048",
                        found.toString())
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream out = jazzer.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            jazzer.destroyForcibly();
        }
        assertThat(jazzer.waitFor())
                .as("%s", said.substring(Math.max(0, said.length() - 4000)))
                .isZero();
    }
}
