package org.vitrine.engine.nvme;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A submission queue (NVM Express 1.4, 4.1): the guest moves the tail from any vCPU's thread, the worker moves the head; commands end on
 * any thread.
 */
final class SubmissionQueue {
    private final int id;
    private final long base;
    private final int entries;
    private final CompletionQueue completions;
    private volatile int head;
    private volatile int tail;
    /** Commands that were handed to the disk and have not ended. */
    private final AtomicInteger underWay = new AtomicInteger();
    /** The command that waits until it can delete the queue. */
    private volatile @Nullable Command deletion;

    /**
     * @param base guest physical address
     * @param entries at least 2
     */
    SubmissionQueue(int id, long base, int entries, CompletionQueue completions) {
        this.id = id;
        this.base = base;
        this.entries = entries;
        this.completions = completions;
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

    CompletionQueue completions() {
        return completions;
    }

    int head() {
        return head;
    }

    int tail() {
        return tail;
    }

    /** Goes on where a saved queue was. */
    void restore(int savedHead, int savedTail) {
        head = savedHead;
        tail = savedTail;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Takes a new tail over. @return false if there is no such entry */
    boolean ring(int newTail) {
        if (newTail >= entries) {
            return false;
        }
        tail = newTail;
        return true;
    }

    /** Guest physical address of the entry at the head. */
    long headAddress() {
        return base + (long) head * Command.BYTES;
    }

    /** The entry at the head was taken. Only the worker. */
    void advance() {
        head = (head + 1) % entries;
    }

    void enter() {
        underWay.incrementAndGet();
    }

    /** @return whether it was the last one */
    boolean leave() {
        return underWay.decrementAndGet() == 0;
    }

    boolean isIdle() {
        return underWay.get() == 0;
    }

    /** Takes no more commands, and is to be deleted once idle. */
    void delete(Command command) {
        deletion = command;
    }

    @Nullable
    Command deletion() {
        return deletion;
    }
}
