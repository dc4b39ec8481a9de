package org.vitrine.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.FileChecks;
import org.vitrine.app.model.Refusal;
import org.vitrine.engine.config.RuntimeRoot;

/**
 * The control socket at a path of the user's choice: a link to the one in the runtime directory, which is open to its
 * owner alone wherever the link stands.
 */
final class ControlLink {
    private final @Nullable Path path;

    private ControlLink(@Nullable Path path) {
        this.path = path;
    }

    /** @throws Refusal if nothing can be made at the path */
    static ControlLink plan(@Nullable Path wish) throws Refusal {
        if (wish == null) {
            return new ControlLink(null);
        }
        Path path = wish.toAbsolutePath();
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > RuntimeRoot.MAX_SOCKET_PATH) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.control-too-long", RuntimeRoot.MAX_SOCKET_PATH);
        }
        // A link that leads nowhere was left by a boot that was killed.
        boolean stale = Files.isSymbolicLink(path) && !Files.exists(path);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !stale) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.control-exists", path);
        }
        if (!stale) {
            FileChecks.checkWritable(path, "boot.control-unwritable");
        }
        return new ControlLink(path);
    }

    /** Makes the link. */
    void make(Path socket) throws Refusal {
        if (path == null) {
            return;
        }
        try {
            if (Files.isSymbolicLink(path) && !Files.exists(path)) {
                Files.delete(path);
            }
            Files.createSymbolicLink(path, socket);
        } catch (IOException e) {
            throw Refusal.of(Refusal.Cause.INPUT, "boot.control-unwritable", path);
        }
    }

    /** Removes the link, if it still is one. */
    void remove() {
        try {
            if (path != null && Files.isSymbolicLink(path)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            System.getLogger(ControlLink.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} stays: {1}", path, e.getMessage());
        }
    }
}
