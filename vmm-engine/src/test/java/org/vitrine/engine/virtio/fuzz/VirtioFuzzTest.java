package org.vitrine.engine.virtio.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.fuzz.Jazzer;

/** Arbitrary drivers for the queues and each device: answered, or told to reset, in bounded time and memory. */
class VirtioFuzzTest {
    private static final int MUTATIONS = 300;

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
        Jazzer.Result result =
                Jazzer.run(VirtioFuzzer.class, target.name(), "org.vitrine.engine.virtio", directory, found);

        assertThat(result.status()).as("%s", result.last()).isZero();
    }
}
