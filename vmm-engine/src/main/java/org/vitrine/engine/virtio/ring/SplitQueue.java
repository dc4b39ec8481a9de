package org.vitrine.engine.virtio.ring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import org.vitrine.engine.memory.GuestMemory;

/** A split virtqueue: a table of descriptors, a ring of what is available and a ring of what was used (Virtual I/O Device 1.2, 2.7). */
final class SplitQueue extends Virtqueue {
    private static final int RING = 4;
    private static final int USED_ENTRY_BYTES = 8;
    private static final int NO_NOTIFY = 1;
    private static final int NO_INTERRUPT = 1;

    private final MemorySegment table;
    private final MemorySegment available;
    private final MemorySegment used;
    private final int mask;
    /** Where in the available ring the event index is, and where in the used ring. */
    private final long usedEvent;

    private final long availableEvent;

    /** Which chain to pop next, and how far the driver was seen to have got; both count all chains, modulo 2¹⁶. Only the thread that pops. */
    private int next;

    private int seen;
    private boolean hushed;
    /** Guarded by the monitor. */
    private final BitSet heads;

    private int written;
    private int shown;

    SplitQueue(GuestMemory memory, RingLayout layout, RingFeatures features, RingOwner owner)
            throws BrokenRingException {
        super(memory, layout, features, owner);
        int size = layout.size();
        if (Integer.bitCount(size) != 1) {
            throw new BrokenRingException("it has " + size + " entries, which is no power of two");
        }
        mask = size - 1;
        usedEvent = RING + 2L * size;
        availableEvent = RING + (long) USED_ENTRY_BYTES * size;
        table = part(memory, "descriptor table", layout.descriptors(), (long) DESCRIPTOR_BYTES * size, 16, false);
        available = part(memory, "available ring", layout.driver(), usedEvent + 2, 2, false);
        used = part(memory, "used ring", layout.device(), availableEvent + 2, 4, true);
        heads = new BitSet(size);
    }

    @Override
    boolean look() {
        if (next == seen) {
            seen = (short) SHORT.getAcquire(available, 2L) & 0xffff;
        }
        return next != seen;
    }

    @Override
    void follow(DescriptorChain chain) throws BrokenRingException {
        if (((seen - next) & 0xffff) > size()) {
            throw new BrokenRingException("its available index jumps from %d to %d".formatted(next, seen));
        }
        int head = available.get(U16, RING + 2L * (next & mask)) & 0xffff;
        takeHead(head);
        chain.id = head;
        chain.descriptors = 1;
        chain.position = next;
        try {
            walk(chain, head);
        } catch (BrokenRingException e) {
            returnHead(head);
            throw e;
        }
        next = (next + 1) & 0xffff;
    }

    private synchronized void takeHead(int head) throws BrokenRingException {
        if (head >= size()) {
            throw new BrokenRingException("its available ring has descriptor %d of %d".formatted(head, size()));
        }
        if (heads.get(head)) {
            throw new BrokenRingException("descriptor %d is available twice".formatted(head));
        }
        heads.set(head);
    }

    private synchronized void returnHead(int head) {
        heads.clear(head);
    }

    private void walk(DescriptorChain chain, int head) throws BrokenRingException {
        MemorySegment from = table;
        boolean indirect = false;
        int at = head;
        for (int links = 0; links < size(); links++) {
            long address = from.get(U64, (long) DESCRIPTOR_BYTES * at);
            long rest = from.get(U64, (long) DESCRIPTOR_BYTES * at + 8);
            int length = (int) rest;
            int flags = (int) (rest >>> 32) & 0xffff;
            int following = (int) (rest >>> 48);
            if ((flags & FLAG_INDIRECT) != 0) {
                if (indirect || (flags & FLAG_NEXT) != 0) {
                    throw new BrokenRingException("an indirect descriptor leads on, or to another one");
                }
                from = indirectTable(address, length);
                indirect = true;
                following = 0;
                links--;
            } else {
                chain.add(memory, address, length, (flags & FLAG_WRITE) != 0);
                if ((flags & FLAG_NEXT) == 0) {
                    return;
                }
            }
            if (following >= from.byteSize() / DESCRIPTOR_BYTES) {
                throw new BrokenRingException(
                        "a chain leads to descriptor %d, which does not exist".formatted(following));
            }
            at = following;
        }
        throw new BrokenRingException("a chain is longer than the queue, or a loop");
    }

    @Override
    void goBackTo(DescriptorChain chain) {
        next = chain.position;
        heads.clear(chain.id);
    }

    @Override
    void listen() {
        if (features.eventIndex()) {
            used.set(U16, availableEvent, (short) next);
            memory.markDirty(layout.device() + availableEvent, 2);
        } else if (hushed) {
            setFlags(0);
            hushed = false;
        }
    }

    @Override
    void hush() {
        if (!hushed && !features.eventIndex()) {
            setFlags(NO_NOTIFY);
            hushed = true;
        }
    }

    private void setFlags(int flags) {
        used.set(U16, 0, (short) flags);
        memory.markDirty(layout.device(), 2);
    }

    @Override
    void stage(DescriptorChain chain, int bytes) {
        long entry = RING + (long) USED_ENTRY_BYTES * (written & mask);
        used.set(U64, entry, chain.id | (long) bytes << 32);
        memory.markDirty(layout.device() + entry, USED_ENTRY_BYTES);
        heads.clear(chain.id);
        written = (written + 1) & 0xffff;
    }

    @Override
    boolean hasStaged() {
        return written != shown;
    }

    @Override
    boolean show() {
        int before = shown;
        if (written == before) {
            return false;
        }
        shown = written;
        SHORT.setRelease(used, 2L, (short) written);
        memory.markDirty(layout.device() + 2, 2);
        // What the driver wants to hear of is read after it can see what was used, or both would wait for each other.
        VarHandle.fullFence();
        if (features.eventIndex()) {
            return passed(available.get(U16, usedEvent) & 0xffff, written, before);
        }
        return (available.get(U16, 0) & NO_INTERRUPT) == 0;
    }

    @Override
    void saveRing(DataOutput out) throws IOException {
        out.writeShort(next);
        out.writeShort(written);
        out.writeBoolean(hushed);
    }

    @Override
    void loadRing(DataInput in) throws IOException {
        next = in.readUnsignedShort();
        seen = next;
        written = in.readUnsignedShort();
        shown = written;
        hushed = in.readBoolean();
    }

    @Override
    void adopt(DescriptorChain chain) throws BrokenRingException {
        takeHead(chain.id);
    }
}
