package org.vitrine.engine.machine;

/** What a machine is doing: created → running ⇄ paused → stopped. Names of QMP's RunState. */
public enum RunState {
    /** Assembled, not yet started. */
    PRELAUNCH("prelaunch"),
    RUNNING("running"),
    PAUSED("paused"),
    /** The guest reported a panic and is held for a look. */
    GUEST_PANICKED("guest-panicked"),
    /** KVM cannot run the guest further. */
    INTERNAL_ERROR("internal-error"),
    /** Powered off; the VM process is about to end. */
    SHUTDOWN("shutdown");

    private final String qmpName;

    RunState(String qmpName) {
        this.qmpName = qmpName;
    }

    /** As QMP's {@code query-status} spells it. */
    public String qmpName() {
        return qmpName;
    }
}
