package org.vitrine.engine.nvme;

import java.lang.invoke.VarHandle;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.memory.GuestMemory;

/**
 * Doorbells in memory (NVM Express 1.4, 5.7 and 7.13): the guest writes tails and heads of I/O queues to one page, and rings the register only
 * when that takes it past the index that it finds in another. The controller moves that index on when it is about to sleep; as long as it works, a
 * command costs no exit.
 *
 * <p>The worker configures it; any thread may look.
 */
final class ShadowDoorbells {
    private static final int VALUE = 0xffff;
    /** Bytes from one queue's doorbells to the next one's, and from its tail to its head. */
    private static final int STRIDE = 8;

    private static final int HEAD = 4;

    private final GuestMemory memory;
    /** Guest physical address of the page that the guest writes; 0: there is none. */
    private volatile long doorbells;
    /** Guest physical address of the page with the indices at which to ring. */
    private volatile long indices;

    ShadowDoorbells(GuestMemory memory) {
        this.memory = memory;
    }

    /** Doorbell Buffer Config. */
    void configure(Command command, Queues queues) throws CommandException {
        long first = command.prp1();
        long second = command.prp2();
        if (!isPage(first) || !isPage(second) || first == second) {
            throw new CommandException(Status.INVALID_FIELD);
        }
        for (int id = 1; id < Queues.COUNT; id++) {
            SubmissionQueue submission = queues.submission(id);
            if (submission != null) {
                memory.writeInt(first + (long) id * STRIDE, submission.tail());
            }
            CompletionQueue completion = queues.completion(id);
            if (completion != null) {
                memory.writeInt(first + (long) id * STRIDE + HEAD, completion.head());
            }
        }
        indices = second;
        doorbells = first;
    }

    private boolean isPage(long address) {
        return address != 0 && (address & (DataPointer.PAGE - 1)) == 0 && memory.contains(address, DataPointer.PAGE);
    }

    /** Whether I/O queues have their doorbells in memory. */
    boolean inUse() {
        return doorbells != 0;
    }

    /** Whether this queue has. */
    boolean covers(int queueId) {
        return queueId != 0 && inUse();
    }

    /** Takes the tail over that the guest has written. @return whether it has moved */
    boolean followTail(SubmissionQueue queue) {
        int before = queue.tail();
        int now = memory.readInt(doorbells + (long) queue.id() * STRIDE) & VALUE;
        // The entries are read after the tail that says that they are there.
        VarHandle.acquireFence();
        return now != before && queue.ring(now);
    }

    /** Takes the head over that the guest has written. @return whether it has moved */
    boolean followHead(CompletionQueue queue) {
        int before = queue.head();
        int now = memory.readInt(doorbells + (long) queue.id() * STRIDE + HEAD) & VALUE;
        return now != before && queue.consume(now);
    }

    /** Makes the next command of each queue ring. @return whether one has come that did not */
    boolean awaitTails(Queues queues) {
        for (int id = 1; id < Queues.COUNT; id++) {
            SubmissionQueue queue = queues.submission(id);
            if (queue != null) {
                memory.writeInt(indices + (long) id * STRIDE, queue.tail());
            }
        }
        VarHandle.fullFence();
        boolean moved = false;
        for (int id = 1; id < Queues.COUNT; id++) {
            SubmissionQueue queue = queues.submission(id);
            moved |= queue != null && followTail(queue);
        }
        return moved;
    }

    /** Makes the guest ring when it next takes entries. What it took just now counts. */
    void awaitHead(CompletionQueue queue) {
        boolean moved = true;
        // A guest that keeps moving its head without entries to take does not hold up anybody for long.
        for (int i = 0; moved && i < queue.entries(); i++) {
            memory.writeInt(indices + (long) queue.id() * STRIDE + HEAD, queue.head());
            VarHandle.fullFence();
            moved = followHead(queue);
        }
    }

    void reset() {
        doorbells = 0;
        indices = 0;
    }

    void save(StateWriter out) {
        out.put("shadow.doorbells", doorbells);
        out.put("shadow.indices", indices);
    }

    void load(StateReader in) throws StateException {
        doorbells = in.getLong("shadow.doorbells", 0, Long.MAX_VALUE) & -DataPointer.PAGE;
        indices = in.getLong("shadow.indices", 0, Long.MAX_VALUE) & -DataPointer.PAGE;
    }
}
