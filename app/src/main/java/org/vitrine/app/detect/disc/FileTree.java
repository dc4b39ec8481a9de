package org.vitrine.app.detect.disc;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** The files of a disc, by one of the ways in which it lists them. A path is followed name by name, so no loop is ever walked. */
abstract class FileTree {
    /** Bytes of a directory that are looked at. */
    static final int MOST_DIRECTORY = 1 << 20;

    abstract DiscFile root() throws IOException;

    /** @param name compared without regard to case, as the trees differ in it */
    abstract Optional<DiscFile> find(DiscFile directory, String name) throws IOException;

    /** @param path with {@code /} between its names, none before */
    final Optional<DiscFile> file(String path) throws IOException {
        DiscFile at = root();
        for (String name : path.toLowerCase(Locale.ROOT).split("/", -1)) {
            if (!at.isDirectory()) {
                return Optional.empty();
            }
            Optional<DiscFile> next = find(at, name);
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
        }
        return Optional.of(at);
    }
}
