package org.vitrine.app.model;

import java.nio.file.Path;
import java.util.List;

/** The command that starts a VM process. */
@FunctionalInterface
public interface VmCommand {
    /**
     * The command's words.
     *
     * @param config the machine's {@code machine.json}
     * @param runtimeDirectory where its sockets are to be
     */
    List<String> words(Path config, Path runtimeDirectory);

    /** The product's: in a session of its own, so that it outlives the application. */
    static VmCommand of(JavaRuntime java) {
        return new JavaVmCommand(java);
    }
}
