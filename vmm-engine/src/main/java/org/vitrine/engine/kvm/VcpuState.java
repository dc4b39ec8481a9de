package org.vitrine.engine.kvm;

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
        int mpState) {}
