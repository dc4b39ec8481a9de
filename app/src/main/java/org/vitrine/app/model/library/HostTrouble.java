package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.vitrine.app.model.Refusal;

/** What the host could not do with a machine's files, in the user's words. */
final class HostTrouble {
    private HostTrouble() {}

    /** @param place the folder or file that it was about */
    static Refusal of(IOException e, Path place) {
        String reason = reasonOf(e).toLowerCase(Locale.ROOT);
        // The C library's words, and the engine's.
        if (says(reason, "no space left", "no space is left", "quota exceeded", "quota is used up")) {
            return Refusal.of(Refusal.Cause.HOST, "library.disk-full", place);
        }
        if (says(reason, "read-only file system", "file system is read-only")) {
            return Refusal.of(Refusal.Cause.HOST, "library.read-only", place);
        }
        if (e instanceof AccessDeniedException || says(reason, "permission denied", "permission was denied")) {
            return Refusal.of(Refusal.Cause.HOST, "library.no-rights", place);
        }
        if (e instanceof NoSuchFileException) {
            return Refusal.of(Refusal.Cause.HOST, "library.gone", place);
        }
        return Refusal.of(Refusal.Cause.HOST, "library.trouble", place, reasonOf(e));
    }

    private static boolean says(String reason, String... words) {
        return Stream.of(words).anyMatch(reason::contains);
    }

    private static String reasonOf(IOException e) {
        if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
