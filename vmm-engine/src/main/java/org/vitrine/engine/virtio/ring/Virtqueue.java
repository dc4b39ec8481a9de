package org.vitrine.engine.virtio.ring;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.memory.GuestMemory;

/**
 * The device's side of a virtqueue (Virtual I/O Device 1.2, 2.6). One thread pops; any thread pushes what was popped, in any order, and publishes.
 *
 * <p>A driver that puts something into it that cannot be breaks the queue: its owner is told once, nothing is popped any more, and what is pushed goes nowhere.
 * Nothing is thrown, and no call takes longer than the queue is long.
 */
public abstract sealed class Virtqueue permits SplitQueue, PackedQueue {
    static final int DESCRIPTOR_BYTES = 16;
    static final int FLAG_NEXT = 1;
    static final int FLAG_WRITE = 2;
    static final int FLAG_INDIRECT = 4;

    static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final VarHandle SHORT = U16.varHandle();

    private static final int MOST_ENTRIES = 1 << 15;

    final GuestMemory memory;
    final RingLayout layout;
    final RingFeatures features;
    private final RingOwner owner;

    /** Chains that nobody has, and those that were popped and not pushed: guarded by this object's monitor, with all that concerns pushing. */
    private final DescriptorChain[] free;

    private final DescriptorChain[] underWay;
    private int freeCount;
    private int underWayCount;
    private long popped;
    private volatile boolean broken;

    Virtqueue(GuestMemory memory, RingLayout layout, RingFeatures features, RingOwner owner) {
        this.memory = memory;
        this.layout = layout;
        this.features = features;
        this.owner = owner;
        free = new DescriptorChain[layout.size()];
        underWay = new DescriptorChain[layout.size()];
    }

    /**
     * A queue as the driver has just set it up.
     *
     * @return null if it cannot be; the owner was told then
     */
    public static @Nullable Virtqueue of(
            GuestMemory memory, RingLayout layout, RingFeatures features, RingOwner owner) {
        try {
            if (layout.size() < 1 || layout.size() > MOST_ENTRIES) {
                throw new BrokenRingException("it has " + layout.size() + " entries");
            }
            return features.packed()
                    ? new PackedQueue(memory, layout, features, owner)
                    : new SplitQueue(memory, layout, features, owner);
        } catch (BrokenRingException e) {
            owner.broken("queue " + layout.index() + ": " + e.getMessage());
            return null;
        }
    }

    /** A part of the queue, which must be memory and aligned. */
    static MemorySegment part(
            GuestMemory memory, String what, long address, long length, int alignment, boolean written)
            throws BrokenRingException {
        MemorySegment part = memory.slice(address, length, written);
        if (part == null || (address & (alignment - 1)) != 0) {
            throw new BrokenRingException(
                    "its %s at %#x is not aligned or lies outside memory".formatted(what, address));
        }
        return part;
    }

    public final int index() {
        return layout.index();
    }

    /** Entries. */
    public final int size() {
        return layout.size();
    }

    /** Where the driver has put it. */
    public final RingLayout layout() {
        return layout;
    }

    /**
     * Takes the next buffer.
     *
     * @return null if there is none, or the queue is broken; the driver rings for the next one then
     */
    public final @Nullable DescriptorChain pop() {
        if (broken || !available()) {
            return null;
        }
        DescriptorChain chain = take();
        try {
            if (chain == null) {
                throw new BrokenRingException("more buffers are available than it has entries");
            }
            follow(chain);
            return chain;
        } catch (BrokenRingException e) {
            if (chain != null) {
                release(chain);
            }
            broken = true;
            owner.broken("queue " + layout.index() + ": " + e.getMessage());
            return null;
        }
    }

    /** Whether there is a buffer; if not, the driver rings for the next one. */
    private boolean available() {
        if (look()) {
            hush();
            return true;
        }
        listen();
        // The driver may have added one before it saw that it should ring.
        VarHandle.fullFence();
        return look();
    }

    private synchronized @Nullable DescriptorChain take() {
        if (underWayCount == underWay.length) {
            return null;
        }
        DescriptorChain chain;
        if (freeCount > 0) {
            chain = free[--freeCount];
        } else {
            chain = new DescriptorChain();
        }
        chain.clear();
        chain.order = popped++;
        chain.slot = underWayCount;
        underWay[underWayCount++] = chain;
        return chain;
    }

    private synchronized void release(DescriptorChain chain) {
        if (chain.slot >= underWayCount || underWay[chain.slot] != chain) {
            throw new IllegalStateException("a chain was pushed that is not under way");
        }
        DescriptorChain last = underWay[--underWayCount];
        last.slot = chain.slot;
        underWay[chain.slot] = last;
        free[freeCount++] = chain;
    }

    /** Puts back the buffer that was popped last, as if it had not been. Only the thread that pops. Several go back in reverse order. */
    public final void undo(DescriptorChain chain) {
        synchronized (this) {
            goBackTo(chain);
            popped--;
        }
        release(chain);
    }

    /**
     * Gives a buffer back to the driver, which sees it after {@link #publish}. The chain must not be used afterwards.
     *
     * @param written how many bytes of the writable part were written, from its start
     */
    public final void push(DescriptorChain chain, long written) {
        synchronized (this) {
            if (!broken) {
                chain.markWritten(memory, written);
                stage(chain, (int) Math.min(written, 0xffff_ffffL));
            }
            release(chain);
        }
    }

    /** Shows the driver, at once, all that was pushed, and interrupts it if it wants that. */
    public final void publish() {
        boolean interrupt;
        boolean idle;
        synchronized (this) {
            interrupt = !broken && show();
            idle = underWayCount == 0;
        }
        if (interrupt) {
            owner.used(layout.index());
        }
        if (idle) {
            owner.idle();
        }
    }

    /** How many buffers were popped and not pushed yet. */
    public final synchronized int underWay() {
        return underWayCount;
    }

    /** Whether all that was popped was pushed and published, so that nothing more is going to be written into the driver's memory. */
    public final synchronized boolean isIdle() {
        return underWayCount == 0 && (broken || !hasStaged());
    }

    /** What was popped and not pushed yet, in the order of its popping. For a device that carries it out again after a pause. */
    public final synchronized List<DescriptorChain> chainsUnderWay() {
        List<DescriptorChain> chains = new ArrayList<>(underWayCount);
        for (int i = 0; i < underWayCount; i++) {
            chains.add(underWay[i]);
        }
        chains.sort(Comparator.comparingLong(chain -> chain.order));
        return chains;
    }

    /** Whether the driver has made available more than was popped. Only the thread that pops. */
    abstract boolean look();

    /** Reads the next chain, and goes on to the one after it. */
    abstract void follow(DescriptorChain chain) throws BrokenRingException;

    /** Makes a chain the next to be popped. */
    abstract void goBackTo(DescriptorChain chain);

    /** Asks the driver to ring for the next buffer. */
    abstract void listen();

    /** Tells the driver that it need not ring: there is work to do, after which the queue is looked at again. */
    abstract void hush();

    /** Writes a used buffer that the driver does not see yet. */
    abstract void stage(DescriptorChain chain, int written);

    /** Whether there is something to show. */
    abstract boolean hasStaged();

    /** Shows what was staged. @return whether the driver wants to be interrupted for it */
    abstract boolean show();

    abstract void saveRing(DataOutput out) throws IOException;

    abstract void loadRing(DataInput in) throws IOException, BrokenRingException;

    /** Takes a chain of a saved state as popped. */
    abstract void adopt(DescriptorChain chain) throws BrokenRingException;

    /** Adds the entries of an indirect table, which are all of it, or linked. */
    final MemorySegment indirectTable(long address, int length) throws BrokenRingException {
        long bytes = length & 0xffff_ffffL;
        if (!features.indirect()) {
            throw new BrokenRingException("it has an indirect descriptor, which was not negotiated");
        }
        MemorySegment table = memory.slice(address, bytes, false);
        if (bytes % DESCRIPTOR_BYTES != 0 || table == null) {
            throw new BrokenRingException(
                    "the indirect table %#x+%#x is none, or lies outside memory".formatted(address, bytes));
        }
        return table;
    }

    /** Whether an event lies among the positions that were passed, all modulo 2¹⁶ (2.7.7.2, 2.8.10). */
    static boolean passed(int event, int now, int before) {
        return ((now - event - 1) & 0xffff) < ((now - before) & 0xffff);
    }

    /** Writes what {@link #load} reads. While nobody pops or pushes. */
    public final void save(DataOutput out) throws IOException {
        List<DescriptorChain> chains = chainsUnderWay();
        out.writeBoolean(broken);
        saveRing(out);
        out.writeInt(chains.size());
        for (DescriptorChain chain : chains) {
            chain.save(out);
        }
    }

    /** Takes over a saved state, which is hostile input; one that cannot be breaks the queue. @throws IOException if it is cut short */
    public final void load(DataInput in) throws IOException {
        try {
            broken = in.readBoolean();
            loadRing(in);
            int chains = in.readInt();
            if (chains < 0 || chains > layout.size()) {
                throw new BrokenRingException("its saved state has " + chains + " chains");
            }
            for (int i = 0; i < chains; i++) {
                DescriptorChain chain = take();
                if (chain == null) {
                    throw new BrokenRingException("its saved state has too many chains");
                }
                chain.load(in, memory, 4 * layout.size());
                adopt(chain);
            }
        } catch (BrokenRingException e) {
            broken = true;
            owner.broken("queue " + layout.index() + ": " + e.getMessage());
        }
    }

    /** Forgets what is under way, as nobody is going to push it. */
    public final synchronized void forget() {
        broken = true;
        while (underWayCount > 0) {
            free[freeCount++] = underWay[--underWayCount];
        }
    }
}
