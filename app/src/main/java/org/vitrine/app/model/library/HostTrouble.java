package org.vitrine.app.model.library;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.vitrine.app.model.Refusal;

/** What the host could not do with a machine's files, in the user's words. */
final class HostTrouble {
    private HostTrouble() {}

    /** @param place the folder or file that it was about */
    static Refusal of(IOException e, Path place) {
        String reason = reasonOf(e).toLowerCase(Locale.ROOT);
        if (reason.contains("no space left") || reason.contains("quota exceeded")) {
            return Refusal.of(Refusal.Cause.HOST, "library.disk-full", place);
        }
        if (reason.contains("read-only file system")) {
            return Refusal.of(Refusal.Cause.HOST, "library.read-only", place);
        }
        if (e instanceof AccessDeniedException || reason.contains("permission denied")) {
            return Refusal.of(Refusal.Cause.HOST, "library.no-rights", place);
        }
        if (e instanceof NoSuchFileException) {
            return Refusal.of(Refusal.Cause.HOST, "library.gone", place);
        }
        return Refusal.of(Refusal.Cause.HOST, "library.trouble", place, reasonOf(e));
    }

    private static String reasonOf(IOException e) {
        if (e instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
