package org.vitrine.app.model.library;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vitrine.app.model.MachineSession;
import org.vitrine.engine.config.MachineConfig;

/**
 * A machine as it was seen at a moment; the library tells when it has become another.
 *
 * @param config null if the machine is damaged
 * @param lastName what a damaged machine was called; empty if nothing tells, and for sound ones
 * @param state what it is doing
 * @param reason why it is damaged or has failed, in one sentence
 * @param session with the process that runs it
 */
public record LibraryMachine(
        MachineFolder folder,
        @Nullable MachineConfig config,
        Optional<String> lastName,
        State state,
        Optional<String> reason,
        Optional<MachineSession> session,
        MachineHistory history,
        Optional<Path> picture) {
    /** What a machine is doing, as a library shows it. */
    public enum State {
        OFF,
        /** Its process has begun but does not answer yet. */
        STARTING,
        RUNNING,
        PAUSED,
        /** Off, and its next start goes on where it was. */
        SAVED,
        /** Stopped by a fault; it has a session if it is still there, and is off if not. */
        FAILED,
        /** Its folder cannot be used, for the reason given. */
        DAMAGED;

        /** Whether a process has the machine. */
        public boolean isLive() {
            return this == STARTING || this == RUNNING || this == PAUSED;
        }
    }

    public UUID uuid() {
        return folder.uuid();
    }

    /** The machine's name; the folder's if nobody knows it. */
    public String name() {
        return config == null ? lastName.orElseGet(() -> uuid().toString()) : config.name();
    }

    /** Whether a process has the machine, which then owns its configuration. */
    public boolean isLive() {
        return state.isLive() || session.isPresent();
    }

    /** Whether it can be started as it is. */
    public boolean isStartable() {
        return config != null && !isLive() && state != State.DAMAGED;
    }

    /** Whether the run that goes on is thrown away at its end. */
    public boolean isDisposableRun() {
        return session.map(MachineSession::isDisposable).orElse(false);
    }

    /** The bytes that the machine takes on its disk. Reads the folder: not for the JavaFX thread. */
    public long diskUse() {
        return DiskUse.of(folder.path());
    }
}
