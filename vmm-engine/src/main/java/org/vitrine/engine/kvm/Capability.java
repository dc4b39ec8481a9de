package org.vitrine.engine.kvm;

/** Capabilities of /dev/kvm that Vitrine cannot do without (KVM api.rst, 8; numbers of linux/kvm.h). */
public enum Capability {
    IRQCHIP(0),
    USER_MEMORY(3),
    SET_TSS_ADDR(4),
    EXT_CPUID(7),
    MP_STATE(14),
    COALESCED_MMIO(15),
    REINJECT_CONTROL(24),
    IRQ_ROUTING(25),
    IRQFD(32),
    PIT2(33),
    IOEVENTFD(36),
    SET_IDENTITY_MAP_ADDR(37),
    ADJUST_CLOCK(39),
    VCPU_EVENTS(41),
    SIGNAL_MSI(77),
    READONLY_MEM(81),
    IMMEDIATE_EXIT(136);

    static final int X86_SMM = 117;
    static final int NR_VCPUS = 9;
    static final int MAX_VCPUS = 66;
    static final int XSAVE = 55;
    static final int XCRS = 56;
    static final int DEBUGREGS = 50;
    static final int TSC_DEADLINE_TIMER = 72;

    final int number;

    Capability(int number) {
        this.number = number;
    }
}
