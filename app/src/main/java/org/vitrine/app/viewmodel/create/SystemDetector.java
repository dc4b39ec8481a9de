package org.vitrine.app.viewmodel.create;

import java.nio.file.Path;

/** Finds out which system a disc or a disk holds. Reads it: not for the ui thread. */
@FunctionalInterface
public interface SystemDetector {
    /** @param file checked to be the image of a disc or a disk */
    Suggestion detect(Path file);
}
