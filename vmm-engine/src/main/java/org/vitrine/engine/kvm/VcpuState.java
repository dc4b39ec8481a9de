package org.vitrine.engine.kvm;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a vCPU is, as KVM's own structures: what a reset restores.
 *
 * @param msrs index to value, of those that the host lets one read
 */
public record VcpuState(
        byte[] regs,
        byte[] sregs,
        byte[] xsave,
        byte[] xcrs,
        Map<Integer, Long> msrs,
        byte[] lapic,
        byte[] events,
        byte[] debugRegs,
        int mpState) {
    private static final int MSR_TSC = 0x10;

    /** The same with another time-stamp counter. */
    public VcpuState withTimeStamp(long value) {
        Map<Integer, Long> others = new LinkedHashMap<>(msrs);
        others.put(MSR_TSC, value);
        return new VcpuState(regs, sregs, xsave, xcrs, others, lapic, events, debugRegs, mpState);
    }

    /** The same without a time-stamp counter, which setting it then leaves alone. */
    public VcpuState withoutTimeStamp() {
        Map<Integer, Long> others = new LinkedHashMap<>(msrs);
        others.remove(MSR_TSC);
        return new VcpuState(regs, sregs, xsave, xcrs, others, lapic, events, debugRegs, mpState);
    }

    /** Where its time-stamp counter stands; 0 if the host does not let one read it. */
    public long timeStamp() {
        return msrs.getOrDefault(MSR_TSC, 0L);
    }
}
