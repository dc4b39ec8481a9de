package org.vitrine.engine.firmware;

import org.vitrine.engine.kvm.Segment;

/**
 * What the first vCPU must be set to before a directly booted kernel runs; the registers not named are zero. The others wait
 * for their start-up interrupt as after a reset.
 *
 * @param rip where it starts
 * @param rsp a small stack
 * @param rsi guest physical address of the boot parameters
 * @param rflags interrupts are off
 * @param gdtBase guest physical address of the descriptor table; there is no interrupt descriptor table
 * @param gdtLimit its size less one
 * @param code for CS
 * @param data for DS, ES, FS, GS and SS
 * @param task for TR
 */
public record InitialCpuState(
        long rip,
        long rsp,
        long rsi,
        long rflags,
        long cr0,
        long cr3,
        long cr4,
        long efer,
        long gdtBase,
        int gdtLimit,
        Segment code,
        Segment data,
        Segment task) {}
