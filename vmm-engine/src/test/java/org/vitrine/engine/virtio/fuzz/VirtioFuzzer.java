package org.vitrine.engine.virtio.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Jazzer drives; its target's name is the only argument. */
public final class VirtioFuzzer {
    private static @Nullable VirtioFuzzTarget target;

    private VirtioFuzzer() {}

    public static void fuzzerInitialize(String[] arguments) {
        target = VirtioFuzzTarget.valueOf(arguments[0]);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Objects.requireNonNull(target).run(input);
    }
}
