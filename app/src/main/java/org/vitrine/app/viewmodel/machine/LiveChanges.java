package org.vitrine.app.viewmodel.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a machine that runs takes at once, and what becomes of files that nothing names any more. Waits: not for the JavaFX thread. */
interface LiveChanges {
    boolean isRunning();

    /**
     * Gives a running machine what it can take at once: discs, disks and drives plugged in and out, sizes. Its process keeps its file in step.
     *
     * @return what did not work, a sentence each; it holds from the next start on
     */
    List<String> apply(Edit base, Edit sent);

    /** Whether a running machine still has a disk that it was to let go of. */
    boolean hasStill(String disk);

    /** Moves a file to the desktop's trash. @return why not, in a sentence */
    Optional<String> trash(Path file);
}
