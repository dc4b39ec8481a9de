package org.vitrine.engine.nvme;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The queues that exist. The worker makes and deletes them; doorbells look them up from any thread, without a lock.
 */
final class Queues {
    /** I/O queues of each kind. */
    static final int IO = 64;
    /** The same with the admin queue, which has identifier 0: also the number of interrupt vectors. */
    static final int COUNT = IO + 1;
    /** Entries of an I/O queue. */
    static final int MOST_ENTRIES = 2048;
    /** Entries of an admin queue. */
    static final int MOST_ADMIN_ENTRIES = 4096;

    private final AtomicReferenceArray<@Nullable SubmissionQueue> submission = new AtomicReferenceArray<>(COUNT);
    private final AtomicReferenceArray<@Nullable CompletionQueue> completion = new AtomicReferenceArray<>(COUNT);

    /** @param id any number */
    @Nullable
    SubmissionQueue submission(int id) {
        return id < 0 || id >= COUNT ? null : submission.get(id);
    }

    /** @param id any number */
    @Nullable
    CompletionQueue completion(int id) {
        return id < 0 || id >= COUNT ? null : completion.get(id);
    }

    void add(SubmissionQueue queue) {
        submission.set(queue.id(), queue);
    }

    void add(CompletionQueue queue) {
        completion.set(queue.id(), queue);
    }

    void remove(SubmissionQueue queue) {
        submission.set(queue.id(), null);
    }

    void remove(CompletionQueue queue) {
        completion.set(queue.id(), null);
    }

    /** Whether a submission queue answers in this completion queue. */
    boolean used(CompletionQueue queue) {
        for (int id = 0; id < COUNT; id++) {
            SubmissionQueue user = submission.get(id);
            if (user != null && user.completions() == queue) {
                return true;
            }
        }
        return false;
    }

    /** Whether there are others than the admin queues. */
    boolean anyIo() {
        for (int id = 1; id < COUNT; id++) {
            if (submission.get(id) != null || completion.get(id) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether the guest has entries to take in a queue that interrupts. */
    boolean anyInterrupting() {
        for (int id = 0; id < COUNT; id++) {
            CompletionQueue queue = completion.get(id);
            if (queue != null && queue.interrupts() && queue.hasEntries()) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        for (int id = 0; id < COUNT; id++) {
            submission.set(id, null);
            completion.set(id, null);
        }
    }
}
