package org.vitrine.app.view.desk;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.stage.Window;

/** Asks the user for files. */
public interface FilePicker {
    /** A disc image; empty if the user thinks better of it. */
    Optional<Path> chooseDisc(Window owner);

    /** Disc images and images of hard disks; none if the user thinks better of it. */
    List<Path> chooseSources(Window owner);

    /** A folder; empty if the user thinks better of it. */
    Optional<Path> chooseFolder(Window owner);
}
