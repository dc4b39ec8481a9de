package org.vitrine.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this host's kernel merges pages of the same content (KSM; Documentation/admin-guide/mm/ksm.rst of Linux). */
public enum PageMerging {
    /** The kernel was built without it. */
    MISSING,
    /** Nobody has switched it on: what machines offer is merged by nobody. */
    OFF,
    ON;

    /** What switches it on, as words for a shell. */
    public static final String COMMAND = "echo 1 | sudo tee /sys/kernel/mm/ksm/run";

    private static final Path RUN = Path.of("/sys/kernel/mm/ksm/run");

    public static PageMerging now() {
        return of(RUN);
    }

    /** @param run 1 while it merges; 0 and 2 stop it */
    static PageMerging of(Path run) {
        try {
            return Files.readString(run).strip().equals("1") ? ON : OFF;
        } catch (IOException e) {
            return MISSING;
        }
    }
}
