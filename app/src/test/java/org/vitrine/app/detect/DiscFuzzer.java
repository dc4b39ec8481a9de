package org.vitrine.app.detect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Gives Jazzer's bytes to the detection, as the sectors of a disc that have structures: those before are empty. */
public final class DiscFuzzer {
    private static final int FIRST = 16 * DiscWriter.SECTOR;
    private static final int END = 330 * DiscWriter.SECTOR;
    static final int LENGTH = END - FIRST;

    private static final Detection DETECTION = new Detection(Path.of("/nonexistent"));
    private static final Path DISC = file();

    private DiscFuzzer() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("disc", ".iso");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] seed(byte[] disc) {
        return Arrays.copyOfRange(disc, FIRST, END);
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        byte[] disc = new byte[FIRST + input.length];
        System.arraycopy(input, 0, disc, FIRST, input.length);
        DetectedSystem system = DETECTION.detect(Files.write(DISC, disc));
        if (system.name().isEmpty() || system.name().chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a name that cannot be shown");
        }
    }
}
