package org.vitrine.app.model.host;

/** What a host check can find. Its words are in the bundle under {@code host.NAME} and {@code host.NAME.mend}. */
public enum HostCondition {
    KVM_READY(Severity.GOOD),
    /** KVM that interprets the guest's kernel: no virtualization by the processor. */
    KVM_WITHOUT_HARDWARE(Severity.WARNING),
    /** No /dev/kvm, and the processor shows no virtualization. */
    KVM_NO_HARDWARE(Severity.FAILURE),
    /** No /dev/kvm, though the processor has virtualization. */
    KVM_MODULE_NOT_LOADED(Severity.FAILURE),
    KVM_NO_PERMISSION(Severity.FAILURE),
    /** The user is in the right group, but this session began before. */
    KVM_PERMISSION_AFTER_LOGIN(Severity.FAILURE),
    KVM_USED_BY_VIRTUALBOX(Severity.FAILURE),
    KVM_USED_BY_ANOTHER(Severity.FAILURE),
    KVM_BROKEN(Severity.FAILURE),
    FIRMWARE_READY(Severity.GOOD),
    FIRMWARE_MISSING(Severity.FAILURE),
    RESOURCES(Severity.GOOD);

    /** How much a condition matters. */
    public enum Severity {
        GOOD,
        /** Guests run, but not as one would wish. */
        WARNING,
        /** No guest can run. */
        FAILURE
    }

    private final Severity severity;

    HostCondition(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }
}
