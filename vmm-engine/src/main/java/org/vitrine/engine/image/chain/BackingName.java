package org.vitrine.engine.image.chain;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.vitrine.engine.image.ImageException;

/** The name of a backing file as it stands in an image: a path, relative to that image's folder or absolute, perhaps after {@code file:}. */
public final class BackingName {
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
    private static final String FILE = "file:";

    private BackingName() {}

    /** @throws ImageException if it is no path, but names a protocol such as {@code nbd:} */
    public static Path resolve(Path image, String name) throws ImageException {
        String path = name.startsWith(FILE) ? name.substring(FILE.length()) : name;
        if (PROTOCOL.matcher(path).matches()) {
            throw new ImageException("%s names the backing file “%s”, which is no path; rebase it to a local file."
                    .formatted(image, path.substring(0, path.indexOf(':') + 1)));
        }
        try {
            return image.resolveSibling(path);
        } catch (InvalidPathException e) {
            throw new ImageException(image + " names a backing file that cannot exist; rebase it.", e);
        }
    }
}
