package org.vitrine.engine.nvme;

/**
 * The doorbell registers (NVM Express 1.4, 3.1.24 and 3.1.25). The vCPU that rings only leaves the value and wakes the worker; there is no
 * lock, and a value that makes no sense becomes an event. Where doorbells are in memory, only that somebody rings counts.
 */
final class Doorbells {
    private static final int VALUE = 0xffff;

    private final Queues queues;
    private final Interrupts interrupts;
    private final ShadowDoorbells shadow;
    private final AsyncEvents events;
    private final Runnable wake;

    /** @param wake wakes the worker */
    Doorbells(Queues queues, Interrupts interrupts, ShadowDoorbells shadow, AsyncEvents events, Runnable wake) {
        this.queues = queues;
        this.interrupts = interrupts;
        this.shadow = shadow;
        this.events = events;
        this.wake = wake;
    }

    /**
     * The guest writes to a doorbell.
     *
     * @param index the submission queue tail and completion queue head of each queue in turn
     */
    void ring(int index, int written) {
        int value = written & VALUE;
        if ((index & 1) == 0) {
            ringTail(index / 2, value);
        } else {
            ringHead(index / 2, value);
        }
    }

    private void ringTail(int id, int value) {
        SubmissionQueue queue = queues.submission(id);
        if (queue == null) {
            complain(AsyncEvents.INVALID_DOORBELL);
        } else if (shadow.covers(id) || queue.ring(value)) {
            wake.run();
        } else {
            complain(AsyncEvents.INVALID_DOORBELL_VALUE);
        }
    }

    private void ringHead(int id, int value) {
        CompletionQueue queue = queues.completion(id);
        if (queue == null) {
            complain(AsyncEvents.INVALID_DOORBELL);
        } else if (shadow.covers(id)) {
            shadow.followHead(queue);
            taken(queue);
        } else if (queue.consume(value)) {
            taken(queue);
        } else {
            complain(AsyncEvents.INVALID_DOORBELL_VALUE);
        }
    }

    private void taken(CompletionQueue queue) {
        interrupts.taken(queue);
        if (queue.takeStarved()) {
            wake.run();
        }
    }

    private void complain(int information) {
        events.raise(AsyncEvents.Kind.ERROR, information);
        wake.run();
    }
}
