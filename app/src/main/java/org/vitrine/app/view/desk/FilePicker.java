package org.vitrine.app.view.desk;

import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.Window;

/** Asks the user for a file. */
@FunctionalInterface
public interface FilePicker {
    /** A disc image; empty if the user thinks better of it. */
    Optional<Path> chooseDisc(Window owner);
}
