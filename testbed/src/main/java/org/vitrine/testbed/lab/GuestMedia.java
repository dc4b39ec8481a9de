package org.vitrine.testbed.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The guests that {@code testbed/guests} makes. */
public final class GuestMedia {
    private GuestMedia() {}

    /** A guest's file by its name there, made if it is missing. */
    public static Path get(Path checkout, String name) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(checkout.resolve("testbed/guests").toString(), name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String directory = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("testbed/guests %s ended with status %d".formatted(name, status));
        }
        return Path.of(directory, name);
    }
}
