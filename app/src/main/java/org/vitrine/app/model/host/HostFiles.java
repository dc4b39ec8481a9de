package org.vitrine.app.model.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The host's files under a root, which is {@code /} except in tests. What cannot be read counts as empty. */
public record HostFiles(Path root) {
    /** This host. */
    public static HostFiles ofThisHost() {
        return new HostFiles(Path.of("/"));
    }

    /** The place of an absolute path under the root. */
    public Path at(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** True if the file exists. */
    public boolean exists(String absolute) {
        return Files.exists(at(absolute));
    }

    /** The first of the paths that exists and can be read. */
    public Optional<String> firstReadable(List<String> absolutes) {
        return absolutes.stream().filter(path -> Files.isReadable(at(path))).findFirst();
    }

    /** A file's lines. */
    public List<String> lines(String absolute) {
        try {
            // ISO 8859-1 takes any byte: these files are not promised to be UTF-8.
            return Files.readAllLines(at(absolute), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What follows the first line that starts with a prefix, without spaces at its ends. */
    public Optional<String> valueAfter(String absolute, String prefix) {
        return lines(absolute).stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }
}
