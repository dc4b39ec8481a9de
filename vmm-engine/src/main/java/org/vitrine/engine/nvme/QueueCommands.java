package org.vitrine.engine.nvme;

import java.util.function.IntSupplier;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.pci.PciLink;

/** Creates and deletes I/O queues (NVM Express 1.4, 5.3 to 5.6). Only the worker. */
final class QueueCommands {
    private static final int CONTIGUOUS = 1;
    private static final int INTERRUPTS = 2;

    private final GuestMemory memory;
    private final PciLink bus;
    private final Queues queues;
    private final Interrupts interrupts;
    private final IntSupplier configuration;
    private final Completer completer;

    /** @param configuration CC */
    QueueCommands(
            GuestMemory memory,
            PciLink bus,
            Queues queues,
            Interrupts interrupts,
            IntSupplier configuration,
            Completer completer) {
        this.memory = memory;
        this.bus = bus;
        this.queues = queues;
        this.interrupts = interrupts;
        this.configuration = configuration;
        this.completer = completer;
    }

    private static void check(boolean valid, Status status) throws CommandException {
        if (!valid) {
            throw new CommandException(status);
        }
    }

    void createCompletion(Command command) throws CommandException {
        int id = command.low10();
        check(id > 0 && id < Queues.COUNT && queues.completion(id) == null, Status.INVALID_QUEUE_IDENTIFIER);
        check(Configuration.completionEntries(configuration.getAsInt()), Status.INVALID_QUEUE_SIZE);
        int entries = checkedEntries(command, CompletionQueue.ENTRY_BYTES);
        int vector = command.dword(11) >>> 16;
        check(vector == 0 || vector < Queues.COUNT && bus.messages(), Status.INVALID_INTERRUPT_VECTOR);
        boolean interrupting = (command.dword(11) & INTERRUPTS) != 0;
        queues.add(new CompletionQueue(id, command.prp1(), entries, vector, interrupting));
        completer.complete(command, Status.SUCCESS, 0);
    }

    void createSubmission(Command command) throws CommandException {
        int id = command.low10();
        check(id > 0 && id < Queues.COUNT && queues.submission(id) == null, Status.INVALID_QUEUE_IDENTIFIER);
        int completionId = command.dword(11) >>> 16;
        check(completionId > 0 && completionId < Queues.COUNT, Status.INVALID_QUEUE_IDENTIFIER);
        CompletionQueue completions = queues.completion(completionId);
        if (completions == null) {
            throw new CommandException(Status.COMPLETION_QUEUE_INVALID);
        }
        check(Configuration.submissionEntries(configuration.getAsInt()), Status.INVALID_QUEUE_SIZE);
        int entries = checkedEntries(command, Command.BYTES);
        queues.add(new SubmissionQueue(id, command.prp1(), entries, completions));
        completer.complete(command, Status.SUCCESS, 0);
    }

    /** The number of entries of a queue that is physically contiguous and lies in memory. */
    private int checkedEntries(Command command, int entryBytes) throws CommandException {
        int entries = command.high10() + 1;
        check(entries >= 2 && entries <= Queues.MOST_ENTRIES, Status.INVALID_QUEUE_SIZE);
        check((command.dword(11) & CONTIGUOUS) != 0, Status.INVALID_FIELD);
        check((command.prp1() & (DataPointer.PAGE - 1)) == 0, Status.PRP_OFFSET_INVALID);
        check(memory.contains(command.prp1(), (long) entries * entryBytes), Status.INVALID_FIELD);
        return entries;
    }

    void deleteCompletion(Command command) throws CommandException {
        int id = command.low10();
        CompletionQueue queue = id == 0 ? null : queues.completion(id);
        if (queue == null) {
            throw new CommandException(Status.INVALID_QUEUE_IDENTIFIER);
        }
        check(!queues.used(queue), Status.INVALID_QUEUE_DELETION);
        queues.remove(queue);
        interrupts.updatePin();
        completer.complete(command, Status.SUCCESS, 0);
    }

    /** Ends once the commands of the queue that are under way have ended. */
    void deleteSubmission(Command command) throws CommandException {
        int id = command.low10();
        SubmissionQueue queue = id == 0 ? null : queues.submission(id);
        if (queue == null || queue.deletion() != null) {
            throw new CommandException(Status.INVALID_QUEUE_IDENTIFIER);
        }
        queue.delete(command);
        finishDeletion(queue);
    }

    /** Deletes a queue whose deletion waited, if it need no longer wait. @return whether it did */
    boolean finishDeletion(SubmissionQueue queue) {
        Command deletion = queue.deletion();
        if (deletion == null || !queue.isIdle()) {
            return false;
        }
        queues.remove(queue);
        completer.complete(deletion, Status.SUCCESS, 0);
        return true;
    }
}
