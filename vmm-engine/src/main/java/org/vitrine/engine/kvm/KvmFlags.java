package org.vitrine.engine.kvm;

/** Flags of KVM structures that floors above need to name (linux/kvm.h). */
public final class KvmFlags {
    /** Pages written by vCPUs are logged. */
    public static final int MEM_LOG_DIRTY_PAGES = 1;
    /** Guest writes leave the vCPU as MMIO exits. */
    public static final int MEM_READONLY = 2;

    private KvmFlags() {}
}
