package org.vitrine.app.view.machine;

import java.nio.file.Path;

/** A file of a machine, as its user would name it. */
final class WithinFolder {
    private WithinFolder() {}

    /** One below the machine's folder by its place in there, any other by its path. */
    static String words(Path folder, Path file) {
        return file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
    }
}
