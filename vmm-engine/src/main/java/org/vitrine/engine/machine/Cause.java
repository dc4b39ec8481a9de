package org.vitrine.engine.machine;

/**
 * Why a machine was reset or shut down: QMP's ShutdownCause.
 */
public enum Cause {
    HOST_QMP_QUIT("host-qmp-quit", false),
    HOST_QMP_SYSTEM_RESET("host-qmp-system-reset", false),
    SNAPSHOT_LOAD("snapshot-load", false),
    HOST_SIGNAL("host-signal", false),
    HOST_ERROR("host-error", false),
    GUEST_SHUTDOWN("guest-shutdown", true),
    GUEST_RESET("guest-reset", true),
    GUEST_PANIC("guest-panic", true);

    private final String qmpName;
    private final boolean guest;

    Cause(String qmpName, boolean guest) {
        this.qmpName = qmpName;
        this.guest = guest;
    }

    public String qmpName() {
        return qmpName;
    }

    /** Whether the guest asked for it. */
    public boolean byGuest() {
        return guest;
    }
}
