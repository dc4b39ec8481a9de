package org.vitrine.engine.kvm;

/** Why a vCPU came back (linux/kvm.h, KVM_EXIT_*). */
public enum ExitReason {
    UNKNOWN(0),
    EXCEPTION(1),
    IO(2),
    HYPERCALL(3),
    DEBUG(4),
    HLT(5),
    MMIO(6),
    IRQ_WINDOW_OPEN(7),
    SHUTDOWN(8),
    FAIL_ENTRY(9),
    INTR(10),
    SET_TPR(11),
    NMI(16),
    INTERNAL_ERROR(17),
    SYSTEM_EVENT(24),
    IOAPIC_EOI(26),
    /** One that this list does not name. */
    OTHER(-1);

    private static final ExitReason[] BY_NUMBER = new ExitReason[32];

    static {
        java.util.Arrays.fill(BY_NUMBER, OTHER);
        for (ExitReason reason : values()) {
            if (reason.number >= 0) {
                BY_NUMBER[reason.number] = reason;
            }
        }
    }

    private final int number;

    ExitReason(int number) {
        this.number = number;
    }

    static ExitReason of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : OTHER;
    }
}
