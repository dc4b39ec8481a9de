package org.vitrine.engine.nvme;

import java.lang.invoke.VarHandle;
import org.vitrine.engine.memory.GuestMemory;

/**
 * A completion queue (NVM Express 1.4, 4.1 and 4.6). Room for an entry is reserved before the command is taken from its submission queue, so
 * that no completion ever waits, however slowly the guest empties the queue.
 *
 * <p>The guest moves the head from any vCPU's thread, completions are posted from any thread. Its monitor is a leaf.
 */
final class CompletionQueue {
    static final int ENTRY_BYTES = 16;

    private final int id;
    private final long base;
    private final int entries;
    private final int vector;
    private final boolean interrupts;
    private volatile int head;
    private volatile int tail;
    private boolean phase = true;
    private int reserved;
    /** A command waits for room. */
    private volatile boolean starved;

    /**
     * @param base guest physical address
     * @param entries at least 2
     * @param vector of its interrupts
     * @param interrupts whether it has any
     */
    CompletionQueue(int id, long base, int entries, int vector, boolean interrupts) {
        this.id = id;
        this.base = base;
        this.entries = entries;
        this.vector = vector;
        this.interrupts = interrupts;
    }

    int id() {
        return id;
    }

    long base() {
        return base;
    }

    int entries() {
        return entries;
    }

    int vector() {
        return vector;
    }

    boolean interrupts() {
        return interrupts;
    }

    int head() {
        return head;
    }

    int tail() {
        return tail;
    }

    synchronized boolean phase() {
        return phase;
    }

    /** Goes on where a saved queue was. */
    synchronized void restore(int savedHead, int savedTail, boolean savedPhase) {
        head = savedHead;
        tail = savedTail;
        phase = savedPhase;
    }

    /** Whether there are entries that the guest has not taken. */
    boolean hasEntries() {
        return head != tail;
    }

    /** The guest has taken entries. @return false if there is no such entry */
    boolean consume(int newHead) {
        if (newHead >= entries) {
            return false;
        }
        head = newHead;
        return true;
    }

    /** Whether the worker is to look again now that there is room. */
    boolean takeStarved() {
        if (!starved) {
            return false;
        }
        starved = false;
        return true;
    }

    /** Reserves an entry for a command's end. Only the worker. @return false if the queue is full; whoever consumes an entry then wakes the worker */
    boolean reserve() {
        if (tryReserve()) {
            return true;
        }
        starved = true;
        // The guest may have taken an entry before it could see that somebody waits for it.
        return tryReserve();
    }

    private synchronized boolean tryReserve() {
        int free = Math.floorMod(head - tail - 1, entries);
        if (free <= reserved) {
            return false;
        }
        reserved++;
        return true;
    }

    /** The command that the entry was reserved for will not end soon. */
    synchronized void release() {
        reserved--;
    }

    /**
     * Writes an entry that was reserved.
     *
     * @param result dword 0
     * @param source dword 2: submission queue and its head
     * @param command the command identifier
     * @param status the status field without its phase tag
     * @return false if the queue does not lie in memory
     */
    synchronized boolean post(GuestMemory memory, int result, int source, int command, int status) {
        reserved--;
        long entry = base + (long) tail * ENTRY_BYTES;
        if (!memory.contains(entry, ENTRY_BYTES)) {
            return false;
        }
        memory.writeLong(entry, result & 0xffff_ffffL);
        memory.writeInt(entry + 8, source);
        // The guest looks at the phase tag, so all else must be there before.
        VarHandle.releaseFence();
        memory.writeInt(entry + 12, command | status << 17 | (phase ? 1 << 16 : 0));
        int next = tail + 1;
        if (next == entries) {
            next = 0;
            phase = !phase;
        }
        tail = next;
        return true;
    }
}
