package org.vitrine.app.viewmodel.create;

import java.nio.file.Path;
import java.util.Optional;
import org.vitrine.app.model.library.Names;
import org.vitrine.app.text.Texts;

/**
 * A file that a machine is to be made of.
 *
 * @param problem why it cannot be used; then the rest means nothing
 * @param bytes of the disk that an image holds; 0 for a disc
 */
public record Source(Path file, Kind kind, Suggestion suggestion, long bytes, Optional<String> problem) {
    /** What the file is. */
    public enum Kind {
        /** An ISO image, for the CD drive. */
        DISC,
        /** The image of a hard disk. */
        DISK
    }

    /** What a machine of it would be called, if nobody has that name. */
    public String machineName() {
        if (!suggestion.machineName().isEmpty()) {
            return suggestion.machineName();
        }
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return Names.from(dot > 0 ? name.substring(0, dot) : name, Texts.get("create.unnamed"));
    }
}
