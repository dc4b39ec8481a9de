package org.vitrine.display.scanout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads of video memory, which wrap at its end as the address counter does. */
final class VideoMemory {
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int PAGE_SHIFT = 12;

    private VideoMemory() {}

    /** Copies bytes; {@code count} is less than the size of the memory. */
    static void copy(MemorySegment memory, int address, byte[] into, int count) {
        long size = memory.byteSize();
        long at = address & (size - 1);
        int first = (int) Math.min(count, size - at);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, into, 0, first);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, into, first, count - first);
    }

    /** Copies groups of four bytes, one of each map, map 0 in the low byte. The address is a multiple of 4. */
    static void copyGroups(MemorySegment memory, int address, int[] into, int count) {
        long size = memory.byteSize();
        long at = address & (size - 1);
        int first = (int) Math.min(count, (size - at) / 4);
        MemorySegment.copy(memory, WORD, at, into, 0, first);
        MemorySegment.copy(memory, WORD, 0, into, first, count - first);
    }

    /** Whether any page of a range was written; {@code pages} is as in {@link Mode#addDamaged}. */
    static boolean isDamaged(long[] pages, int address, int count) {
        int total = pages.length * 64;
        int last = (address + count - 1) >>> PAGE_SHIFT;
        for (int page = address >>> PAGE_SHIFT; page <= last; page++) {
            int wrapped = page & (total - 1);
            if ((pages[wrapped >>> 6] >>> wrapped & 1) != 0) {
                return true;
            }
        }
        return false;
    }
}
