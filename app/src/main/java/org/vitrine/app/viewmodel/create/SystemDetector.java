package org.vitrine.app.viewmodel.create;

import java.nio.file.Path;

/** Finds out which system a disc holds. Reads the disc: not for the ui thread. */
@FunctionalInterface
public interface SystemDetector {
    /** @param iso checked to be a disc image */
    Suggestion detect(Path iso);
}
