package org.vitrine.app.view.machine;

import java.nio.file.Path;
import java.util.Optional;

/** Asks the user for files and folders; empty if they think better of it. */
interface Files {
    Optional<Path> chooseDisc();

    Optional<Path> chooseImage();

    Optional<Path> chooseFolder(String title);

    /** @param suggested where the dialog begins, and the name that stands in it */
    Optional<Path> chooseNewFile(String title, Path suggested);

    /** Shows a file or folder in the desktop's own program for it. */
    void open(Path path);
}
