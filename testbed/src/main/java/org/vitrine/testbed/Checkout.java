package org.vitrine.testbed;

import java.nio.file.Files;
import java.nio.file.Path;

/** The project's files, found from the working directory upwards. */
public final class Checkout {
    private Checkout() {}

    /** The top directory. */
    public static Path top() {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("testbed/lab"))) {
                return directory;
            }
        }
        throw new IllegalStateException("The working directory is not inside a checkout of Vitrine");
    }

    /** Where the testbed puts what it makes. */
    public static Path target() {
        return top().resolve("testbed/target");
    }
}
