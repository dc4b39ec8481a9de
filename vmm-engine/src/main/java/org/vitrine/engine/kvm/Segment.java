package org.vitrine.engine.kvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A segment register with its hidden part (struct kvm_segment).
 *
 * @param limit in bytes, already scaled
 * @param type the four type bits of a descriptor
 */
public record Segment(
        long base,
        int limit,
        int selector,
        int type,
        int dpl,
        boolean db,
        boolean system,
        boolean longMode,
        boolean granular) {
    static final long SIZE = 24;

    /** A flat 4 GiB code segment. */
    public static Segment flatCode(int selector, boolean longMode) {
        return new Segment(0, 0xffff_ffff, selector, 0xb, 0, !longMode, false, longMode, true);
    }

    /** A flat 4 GiB data segment. */
    public static Segment flatData(int selector) {
        return new Segment(0, 0xffff_ffff, selector, 0x3, 0, true, false, false, true);
    }

    void write(MemorySegment at) {
        at.set(ValueLayout.JAVA_LONG, 0, base);
        at.set(ValueLayout.JAVA_INT, 8, limit);
        at.set(ValueLayout.JAVA_SHORT, 12, (short) selector);
        at.set(ValueLayout.JAVA_BYTE, 14, (byte) type);
        at.set(ValueLayout.JAVA_BYTE, 15, (byte) 1);
        at.set(ValueLayout.JAVA_BYTE, 16, (byte) dpl);
        at.set(ValueLayout.JAVA_BYTE, 17, (byte) (db ? 1 : 0));
        at.set(ValueLayout.JAVA_BYTE, 18, (byte) (system ? 0 : 1));
        at.set(ValueLayout.JAVA_BYTE, 19, (byte) (longMode ? 1 : 0));
        at.set(ValueLayout.JAVA_BYTE, 20, (byte) (granular ? 1 : 0));
        at.set(ValueLayout.JAVA_BYTE, 21, (byte) 0);
        at.set(ValueLayout.JAVA_BYTE, 22, (byte) 0);
    }
}
