package org.vitrine.engine.machine;

/** What a machine is doing: created → running ⇄ paused → stopped. Names of QMP's RunState. */
public enum RunState {
    /** Assembled, not yet started. */
    PRELAUNCH("prelaunch"),
    RUNNING("running"),
    PAUSED("paused"),
    /** The guest reported a panic and is held for a look. */
    GUEST_PANICKED("guest-panicked"),
    /** The host failed a request of a disk; it is tried again when the machine goes on. */
    IO_ERROR("io-error"),
    /** KVM cannot run the guest further. */
    INTERNAL_ERROR("internal-error"),
    /** Powered off; the VM process is about to end. */
    SHUTDOWN("shutdown");

    private final String qmpName;

    RunState(String qmpName) {
        this.qmpName = qmpName;
    }

    /** Whether the machine runs (on) when it is told to. */
    boolean canResume() {
        return switch (this) {
            case PRELAUNCH, PAUSED, GUEST_PANICKED, IO_ERROR -> true;
            case RUNNING, INTERNAL_ERROR, SHUTDOWN -> false;
        };
    }

    /** As QMP's {@code query-status} spells it. */
    public String qmpName() {
        return qmpName;
    }
}
