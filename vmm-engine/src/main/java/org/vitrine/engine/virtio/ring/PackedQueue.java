package org.vitrine.engine.virtio.ring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.vitrine.engine.memory.GuestMemory;

/** A packed virtqueue: one ring of descriptors that both sides write (Virtual I/O Device 1.2, 2.8). */
final class PackedQueue extends Virtqueue {
    private static final int LENGTH = 8;
    private static final int ID = 12;
    private static final int FLAGS = 14;

    private static final int AVAILABLE = 1 << 7;
    private static final int USED = 1 << 15;
    private static final int WRAP = 1 << 15;

    private static final int EVENT_FLAGS = 2;
    private static final int EVENT_BYTES = 4;
    private static final int EVENTS_ON = 0;
    private static final int EVENTS_OFF = 1;
    private static final int EVENT_AT_DESCRIPTOR = 2;

    private final MemorySegment ring;
    private final MemorySegment driverEvents;
    private final MemorySegment deviceEvents;

    /** Which descriptor is to be popped next, and the wrap counter there: bit 15. Only the thread that pops. */
    private int next;

    private int nextWrap = WRAP;
    private boolean hushed;
    /** The same for what is used next; guarded by the monitor, as are the following. */
    private int used;

    private int usedWrap = WRAP;
    /** How many descriptors the chains under way take up. */
    private int taken;
    /** Descriptors passed by what was staged, and the first of it, whose flags show it all. */
    private int staged;

    private int firstStaged;
    private int firstFlags;

    PackedQueue(GuestMemory memory, RingLayout layout, RingFeatures features, RingOwner owner)
            throws BrokenRingException {
        super(memory, layout, features, owner);
        ring = part(memory, "descriptor ring", layout.descriptors(), (long) DESCRIPTOR_BYTES * layout.size(), 16, true);
        driverEvents = part(memory, "driver event suppression", layout.driver(), EVENT_BYTES, 4, false);
        deviceEvents = part(memory, "device event suppression", layout.device(), EVENT_BYTES, 4, true);
    }

    @Override
    boolean look() {
        int flags = (short) SHORT.getAcquire(ring, (long) DESCRIPTOR_BYTES * next + FLAGS);
        boolean available = (flags & AVAILABLE) != 0;
        boolean usedBit = (flags & USED) != 0;
        boolean wrap = nextWrap != 0;
        return available == wrap && usedBit != wrap;
    }

    @Override
    void follow(DescriptorChain chain) throws BrokenRingException {
        chain.position = next | nextWrap;
        chain.descriptors = 0;
        int at = next;
        int flags;
        do {
            if (chain.descriptors == size()) {
                throw new BrokenRingException("a chain is longer than the queue");
            }
            long address = ring.get(U64, (long) DESCRIPTOR_BYTES * at);
            long rest = ring.get(U64, (long) DESCRIPTOR_BYTES * at + LENGTH);
            flags = (int) (rest >>> 48);
            chain.id = (int) (rest >>> 32) & 0xffff;
            if ((flags & FLAG_INDIRECT) == 0) {
                chain.add(memory, address, (int) rest, (flags & FLAG_WRITE) != 0);
            } else if (chain.descriptors > 0 || (flags & FLAG_NEXT) != 0) {
                throw new BrokenRingException("an indirect descriptor is part of a longer chain");
            } else {
                addTable(chain, indirectTable(address, (int) rest));
            }
            chain.descriptors++;
            at = at + 1 == size() ? 0 : at + 1;
        } while ((flags & FLAG_NEXT) != 0);
        reserve(chain.descriptors);
        advance(chain.descriptors);
    }

    private void addTable(DescriptorChain chain, MemorySegment entries) throws BrokenRingException {
        long count = entries.byteSize() / DESCRIPTOR_BYTES;
        if (count > size()) {
            throw new BrokenRingException("an indirect table is longer than the queue");
        }
        for (long i = 0; i < count; i++) {
            long rest = entries.get(U64, DESCRIPTOR_BYTES * i + LENGTH);
            boolean writable = (rest >>> 48 & FLAG_WRITE) != 0;
            chain.add(memory, entries.get(U64, DESCRIPTOR_BYTES * i), (int) rest, writable);
        }
    }

    private synchronized void reserve(int descriptors) throws BrokenRingException {
        if (taken + descriptors > size()) {
            throw new BrokenRingException("more descriptors are available than it has");
        }
        taken += descriptors;
    }

    private void advance(int descriptors) {
        next += descriptors;
        if (next >= size()) {
            next -= size();
            nextWrap ^= WRAP;
        }
    }

    @Override
    void goBackTo(DescriptorChain chain) {
        next = chain.position & ~WRAP;
        nextWrap = chain.position & WRAP;
        taken -= chain.descriptors;
    }

    @Override
    void listen() {
        if (features.eventIndex()) {
            deviceEvents.set(U16, 0, (short) (next | nextWrap));
            SHORT.setRelease(deviceEvents, (long) EVENT_FLAGS, (short) EVENT_AT_DESCRIPTOR);
            memory.markDirty(layout.device(), EVENT_BYTES);
        } else if (hushed) {
            setFlags(EVENTS_ON);
            hushed = false;
        }
    }

    @Override
    void hush() {
        if (!hushed && !features.eventIndex()) {
            setFlags(EVENTS_OFF);
            hushed = true;
        }
    }

    private void setFlags(int flags) {
        deviceEvents.set(U16, EVENT_FLAGS, (short) flags);
        memory.markDirty(layout.device(), EVENT_BYTES);
    }

    @Override
    void stage(DescriptorChain chain, int bytes) {
        long at = (long) DESCRIPTOR_BYTES * used;
        int flags = (bytes != 0 ? FLAG_WRITE : 0) | (usedWrap != 0 ? AVAILABLE | USED : 0);
        ring.set(U32, at + LENGTH, bytes);
        ring.set(U16, at + ID, (short) chain.id);
        if (staged == 0) {
            firstStaged = used;
            firstFlags = flags;
        } else {
            SHORT.setRelease(ring, at + FLAGS, (short) flags);
        }
        memory.markDirty(layout.descriptors() + at, DESCRIPTOR_BYTES);
        staged += chain.descriptors;
        taken -= chain.descriptors;
        used += chain.descriptors;
        if (used >= size()) {
            used -= size();
            usedWrap ^= WRAP;
        }
    }

    @Override
    boolean hasStaged() {
        return staged != 0;
    }

    @Override
    boolean show() {
        if (staged == 0) {
            return false;
        }
        int before = used - staged;
        staged = 0;
        long first = (long) DESCRIPTOR_BYTES * firstStaged;
        SHORT.setRelease(ring, first + FLAGS, (short) firstFlags);
        memory.markDirty(layout.descriptors() + first, DESCRIPTOR_BYTES);
        // What the driver wants to hear of is read after it can see what was used, or both would wait for each other.
        VarHandle.fullFence();
        int wanted = driverEvents.get(U32, 0);
        int flags = wanted >>> 16 & 3;
        if (flags != EVENT_AT_DESCRIPTOR || !features.eventIndex()) {
            return flags != EVENTS_OFF;
        }
        int event = wanted & 0x7fff;
        boolean sameRound = (wanted & WRAP) == usedWrap;
        return passed(sameRound ? event : event - size(), used, before);
    }

    @Override
    void saveRing(DataOutput out) throws IOException {
        out.writeShort(next | nextWrap);
        out.writeShort(used | usedWrap);
        out.writeBoolean(hushed);
    }

    @Override
    void loadRing(DataInput in) throws IOException, BrokenRingException {
        int nextSaved = in.readUnsignedShort();
        int usedSaved = in.readUnsignedShort();
        hushed = in.readBoolean();
        next = nextSaved & ~WRAP;
        nextWrap = nextSaved & WRAP;
        used = usedSaved & ~WRAP;
        usedWrap = usedSaved & WRAP;
        if (next >= size() || used >= size()) {
            next = 0;
            used = 0;
            throw new BrokenRingException("its saved state has positions that it does not have");
        }
    }

    @Override
    void adopt(DescriptorChain chain) throws BrokenRingException {
        if (chain.descriptors < 1 || chain.descriptors > size() || chain.id < 0 || chain.id > 0xffff) {
            throw new BrokenRingException("its saved state has a chain that cannot be");
        }
        reserve(chain.descriptors);
    }
}
