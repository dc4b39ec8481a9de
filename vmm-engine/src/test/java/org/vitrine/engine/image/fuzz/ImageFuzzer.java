package org.vitrine.engine.image.fuzz;

import java.nio.file.Files;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Jazzer drives; its target's name is the only argument. */
public final class ImageFuzzer {
    private static FuzzTarget.@Nullable Prepared target;

    private ImageFuzzer() {}

    public static void fuzzerInitialize(String[] arguments) throws Exception {
        target = FuzzTarget.valueOf(arguments[0]).prepare(Files.createTempDirectory("fuzz"));
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Objects.requireNonNull(target).run(input);
    }
}
