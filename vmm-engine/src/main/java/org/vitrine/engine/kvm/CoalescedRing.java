package org.vitrine.engine.kvm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ring of coalesced writes (struct kvm_coalesced_mmio_ring), one per VM, seen through every vCPU's run structure. Drained by
 * whoever must see the writes: any thread, one at a time, in the order in which the guest made them.
 */
public final class CoalescedRing {
    private static final long FIRST = 0;
    private static final long LAST = 4;
    private static final long ENTRIES = 8;
    private static final long ENTRY_SIZE = 24;
    private static final long PAGE = 4096;
    private static final int CAPACITY = (int) ((PAGE - ENTRIES) / ENTRY_SIZE);
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    /** Takes one write. @param size 1, 2, 4 or 8 bytes */
    @FunctionalInterface
    public interface Sink {
        void write(long address, int size, long value);
    }

    private final MemorySegment ring;
    private final Sink sink;
    private final ReentrantLock lock = new ReentrantLock();

    CoalescedRing(MemorySegment ring, Sink sink) {
        this.ring = ring;
        this.sink = sink;
    }

    /** Delivers all waiting writes. Allocates nothing; one volatile read when there are none. */
    public void drain() {
        if ((int) INT.getVolatile(ring, FIRST) == (int) INT.getVolatile(ring, LAST)) {
            return;
        }
        // A sink that drains (a display that captures itself) must not wait for itself.
        if (lock.isHeldByCurrentThread()) {
            return;
        }
        lock.lock();
        try {
            int first = (int) INT.getVolatile(ring, FIRST);
            while (first != (int) INT.getVolatile(ring, LAST)) {
                if (first < 0 || first >= CAPACITY) {
                    return;
                }
                long entry = ENTRIES + first * ENTRY_SIZE;
                sink.write(
                        ring.get(ValueLayout.JAVA_LONG, entry),
                        ring.get(ValueLayout.JAVA_INT, entry + 8),
                        ring.get(ValueLayout.JAVA_LONG, entry + 16));
                first = (first + 1) % CAPACITY;
                INT.setRelease(ring, FIRST, first);
            }
        } finally {
            lock.unlock();
        }
    }
}
