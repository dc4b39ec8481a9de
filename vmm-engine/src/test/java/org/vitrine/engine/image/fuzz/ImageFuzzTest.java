package org.vitrine.engine.image.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.fuzz.Jazzer;

/** Arbitrary bytes for every opener, and for what writes qcow2: answered by a disk or a sentence, in bounded time and memory. */
class ImageFuzzTest {
    /** Inputs that once were answered otherwise, or reach what others do not; a folder for each target. */
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    private static final int MUTATIONS = 300;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void the_corpus_is_answered(FuzzTarget target) throws Exception {
        FuzzTarget.Prepared prepared = target.prepare(directory);
        List<Path> inputs;
        try (Stream<Path> files = Files.list(CORPUS.resolve(target.name()))) {
            inputs = files.sorted().toList();
        }

        assertThat(inputs).isNotEmpty();
        for (Path input : inputs) {
            run(prepared, Files.readAllBytes(input), input.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_near_a_sound_image_is_answered(FuzzTarget target) throws Exception {
        FuzzTarget.Prepared prepared = target.prepare(directory);
        Random random = new Random(target.ordinal() + 1);
        byte[] seed = prepared.seed();
        run(prepared, seed, "the seed");
        for (int i = 0; i < MUTATIONS; i++) {
            run(prepared, mutated(seed, random), target + ", mutation " + i);
        }
    }

    private static void run(FuzzTarget.Prepared prepared, byte[] input, String name) {
        try {
            prepared.run(input);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(name + ": " + e.getMessage(), e);
        }
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int k = 0; k <= random.nextInt(4); k++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) -random.nextInt(2));
                default ->
                    System.arraycopy(bytes, random.nextInt(bytes.length - 8), bytes, Math.min(at, bytes.length - 8), 8);
            }
        }
        return bytes;
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void jazzer_finds_nothing_in_five_minutes(FuzzTarget target) throws Exception {
        Path found = Files.createDirectories(directory.resolve("corpus"));
        Files.write(found.resolve("seed"), target.prepare(directory).seed());
        Jazzer.Result result = Jazzer.run(
                ImageFuzzer.class,
                target.name(),
                "org.vitrine.engine.image",
                directory,
                found,
                CORPUS.resolve(target.name()));

        assertThat(result.status())
                .as("%s, input %s", result.last(), findings())
                .isZero();
    }

    /** In hexadecimal, to be put into the corpus. */
    private String findings() throws IOException {
        StringBuilder inputs = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("crash-"))
                    .toList()) {
                inputs.append(java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return inputs.toString();
    }
}
