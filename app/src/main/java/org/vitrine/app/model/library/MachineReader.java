package org.vitrine.app.model.library;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.Refusal;
import org.vitrine.app.text.Texts;
import org.vitrine.engine.config.ConfigException;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;

/** What a machine's folder says of it. Reads files. */
final class MachineReader {
    private MachineReader() {}

    /**
     * Looks at a folder.
     *
     * @param session with the machine's process, if it has one
     * @param starting whether a process has it that does not answer yet
     */
    static LibraryMachine read(MachineFolder folder, Optional<MachineSession> session, boolean starting) {
        MachineConfig config = null;
        String reason = null;
        try {
            config = config(folder);
        } catch (Refusal e) {
            reason = e.sentence();
        }
        MachineHistory history = MachineHistory.read(folder.history());
        Path picture = Files.isRegularFile(folder.picture()) ? folder.picture() : null;
        LibraryMachine.State state;
        if (session.isPresent()) {
            // What runs goes on running, whatever has become of its folder.
            state = switch (session.get().state()) {
                case RUNNING -> LibraryMachine.State.RUNNING;
                case PAUSED -> LibraryMachine.State.PAUSED;
                case STUCK -> LibraryMachine.State.FAILED;
                case OFF -> LibraryMachine.State.OFF;
            };
            if (state == LibraryMachine.State.FAILED && reason == null) {
                reason = Texts.get("library.stuck");
            }
            config = config == null ? session.get().config() : config;
        } else if (config == null) {
            state = LibraryMachine.State.DAMAGED;
        } else if (starting) {
            state = LibraryMachine.State.STARTING;
        } else if (config.saved() != null) {
            state = LibraryMachine.State.SAVED;
        } else if (history.failure() != null) {
            state = LibraryMachine.State.FAILED;
            reason = history.failure();
        } else {
            state = LibraryMachine.State.OFF;
        }
        Optional<String> lastName = config == null ? LastName.of(folder) : Optional.empty();
        return new LibraryMachine(
                folder,
                config,
                lastName,
                state,
                Optional.ofNullable(reason),
                session,
                history,
                Optional.ofNullable(picture));
    }

    /** The configuration in a folder. @throws Refusal with why it cannot be used, a damaged folder's reason */
    static MachineConfig config(MachineFolder folder) throws Refusal {
        if (!Files.isDirectory(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
            throw refusal("library.gone", folder.path());
        }
        if (!Files.isExecutable(folder.path()) || !Files.isReadable(folder.path())) {
            throw refusal("library.no-rights", folder.path());
        }
        if (Files.exists(folder.machineFile()) && !Files.isReadable(folder.machineFile())) {
            throw refusal("library.no-rights", folder.machineFile());
        }
        try {
            MachineConfig config = MachineConfigFile.read(folder.machineFile());
            if (!config.uuid().equals(folder.uuid())) {
                throw refusal("library.copied", folder.path(), config.uuid());
            }
            return config;
        } catch (ConfigException e) {
            throw Refusal.of(e);
        }
    }

    private static Refusal refusal(String key, @Nullable Object... arguments) {
        return Refusal.of(Refusal.Cause.INPUT, key, arguments);
    }
}
