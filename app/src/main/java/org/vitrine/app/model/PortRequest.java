package org.vitrine.app.model;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.config.Virtio;

/** A port of a virtio console as it is written on the command line. */
public final class PortRequest {
    private static final String CONSOLE = "console";
    private static final String FILE = "file=";

    private PortRequest() {}

    /**
     * Reads {@code NAME[,console][,file=FILE]}; the file is last, and may have commas in its name.
     *
     * @throws Refusal if an option is not known; whether the name can be used the configuration's rules say
     */
    public static Virtio.Port parse(String text) throws Refusal {
        String[] words = text.split(",", 2);
        String rest = words.length > 1 ? words[1] : "";
        boolean console = rest.equals(CONSOLE) || rest.startsWith(CONSOLE + ",");
        if (console) {
            rest = rest.length() > CONSOLE.length() ? rest.substring(CONSOLE.length() + 1) : "";
        }
        Path file = null;
        if (rest.startsWith(FILE)) {
            file = file(text, rest.substring(FILE.length()));
        } else if (!rest.isEmpty() || text.endsWith(",")) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.port-option", text);
        }
        return new Virtio.Port(words[0], console, file);
    }

    private static @Nullable Path file(String text, String name) throws Refusal {
        try {
            if (!name.isEmpty()) {
                return Path.of(name).toAbsolutePath();
            }
        } catch (InvalidPathException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.port-option", text);
        }
        throw Refusal.of(Refusal.Cause.INPUT, "boot.port-option", text);
    }
}
