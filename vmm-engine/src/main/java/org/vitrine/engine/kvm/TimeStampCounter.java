package org.vitrine.engine.kvm;

import java.util.OptionalLong;

/** A vCPU's time-stamp counter (Intel SDM volume 3, 17.17), seen from outside. Only while the vCPU is parked. */
public interface TimeStampCounter {
    /** What it counts now; it runs on while its vCPU is parked. */
    long value();

    /** Sets it. Two writes within a second of each other KVM takes for an attempt to make two counters equal, and obeys only the first. */
    void setValue(long value);

    /** What KVM adds to the host's counter (KVM devices/vcpu.rst, KVM_VCPU_TSC_OFFSET), modulo 2⁶⁴; empty before Linux 5.16. */
    OptionalLong offset();

    /** Sets what KVM adds, exactly; only where there is one. */
    void setOffset(long offset);

    /** Lets a deadline that the guest has set (IA32_TSC_DEADLINE) count from what the counter is now. */
    void rearmDeadline();
}
