package org.vitrine.engine.ethernet;

/**
 * A ring of descriptors as its registers stood at one moment (82574 datasheet, 7.1.8 and 7.2.4): the controller owns those from head to tail. Only the worker, which keeps it.
 */
final class Ring {
    /** Bytes in which head and tail count. */
    static final int UNIT = 16;

    private long base;
    private int count;
    private int head;
    private int tail;
    private boolean usable;
    /** Counts resets of the controller: what was begun before one does not show in the registers after it. */
    private int epoch;

    void set(long newBase, int bytes, int newHead, int newTail, boolean enabled, int newEpoch) {
        base = newBase;
        count = bytes / UNIT;
        head = newHead;
        tail = newTail;
        usable = enabled && head < count && tail <= count;
        epoch = newEpoch;
    }

    /** Whether it is enabled, and head and tail are inside. */
    boolean usable() {
        return usable;
    }

    int count() {
        return count;
    }

    int head() {
        return head;
    }

    int epoch() {
        return epoch;
    }

    /** Descriptors of 16 bytes that the controller owns. */
    int available() {
        int between = tail % Math.max(1, count) - head;
        return !usable ? 0 : between < 0 ? between + count : between;
    }

    /** Guest physical address of the one that lies so many behind the head. */
    long address(int behind) {
        return base + (long) ((head + behind) % count) * UNIT;
    }

    void advance(int by) {
        head = (head + by) % count;
    }
}
