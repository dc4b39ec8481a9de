package org.vitrine.app.model;

/** What a machine is doing, as far as its user cares. */
public enum MachineState {
    RUNNING,
    PAUSED,
    /** Stopped by a fault of the guest or the host. */
    STUCK,
    /** Its process has ended. */
    OFF;

    /** The state for a {@code status} of QMP's {@code query-status}. */
    static MachineState ofStatus(String status) {
        return switch (status) {
            case "running" -> RUNNING;
            case "internal-error", "io-error", "guest-panicked" -> STUCK;
            case "shutdown" -> OFF;
            default -> PAUSED;
        };
    }
}
