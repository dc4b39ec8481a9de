package org.vitrine.engine.config;

import java.util.Optional;

/**
 * When a machine starts and ends without being asked.
 *
 * @param startWithSession whether it starts when its user logs in
 * @param onHostShutdown what becomes of it when the host goes down, or its process is asked to end (SIGTERM)
 * @param disposable whether what a run changes on its disks is thrown away at the run's end
 */
public record LifeCycle(boolean startWithSession, HostShutdown onHostShutdown, boolean disposable) {
    /** Starts when it is told to, is asked to shut down when the host goes down, and keeps what it writes. */
    public static final LifeCycle USUAL = new LifeCycle(false, HostShutdown.SHUT_DOWN, false);

    /** By its names in {@code machine.json} and on the command line: {@code save}, {@code shut-down}, {@code force-off}. */
    public enum HostShutdown {
        SAVE,
        SHUT_DOWN,
        FORCE_OFF;

        public static Optional<HostShutdown> of(String word) {
            return Words.find(values(), word);
        }

        public String word() {
            return Words.of(this);
        }
    }

    public LifeCycle withStartWithSession(boolean starts) {
        return new LifeCycle(starts, onHostShutdown, disposable);
    }

    public LifeCycle withOnHostShutdown(HostShutdown other) {
        return new LifeCycle(startWithSession, other, disposable);
    }

    public LifeCycle withDisposable(boolean throwsAway) {
        return new LifeCycle(startWithSession, onHostShutdown, throwsAway);
    }
}
