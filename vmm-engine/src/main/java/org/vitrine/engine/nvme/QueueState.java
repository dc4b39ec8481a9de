package org.vitrine.engine.nvme;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * Saves and loads queues, and the commands that were taken from them and are not answered yet. Records of fixed length follow one another;
 * numbers are big-endian.
 */
final class QueueState {
    /** Identifier, base, entries, vector, flags, head, tail. */
    private static final int COMPLETION_BYTES = 6 * Integer.BYTES + Long.BYTES;
    /** Identifier, base, entries, completion queue, head, tail. */
    private static final int SUBMISSION_BYTES = 5 * Integer.BYTES + Long.BYTES;
    /** Submission queue, entry. */
    private static final int COMMAND_BYTES = Integer.BYTES + Command.BYTES;

    private static final int INTERRUPTS = 1;
    private static final int PHASE = 2;

    private final Queues queues;
    private final CommandProcessor processor;
    private final AsyncEvents events;

    QueueState(Queues queues, CommandProcessor processor, AsyncEvents events) {
        this.queues = queues;
        this.processor = processor;
        this.events = events;
    }

    void save(StateWriter out) {
        ByteBuffer completions = ByteBuffer.allocate(Queues.COUNT * COMPLETION_BYTES);
        ByteBuffer submissions = ByteBuffer.allocate(Queues.COUNT * SUBMISSION_BYTES);
        List<Command> deletions = new ArrayList<>();
        for (int id = 0; id < Queues.COUNT; id++) {
            CompletionQueue completion = queues.completion(id);
            if (completion != null) {
                save(completion, completions);
            }
            SubmissionQueue submission = queues.submission(id);
            if (submission != null) {
                save(submission, submissions);
                Command deletion = submission.deletion();
                if (deletion != null) {
                    deletions.add(deletion);
                }
            }
        }
        out.put("queues.completion", used(completions));
        out.put("queues.submission", used(submissions));
        out.put("queues.deletions", commands(deletions));
        out.put("queues.unfinished", commands(processor.unfinished()));
        out.put("queues.turn", processor.turn());
        out.put("events.requests", commands(events.requests()));
        events.save(out);
    }

    private static void save(CompletionQueue queue, ByteBuffer to) {
        to.putInt(queue.id()).putLong(queue.base()).putInt(queue.entries()).putInt(queue.vector());
        to.putInt((queue.interrupts() ? INTERRUPTS : 0) | (queue.phase() ? PHASE : 0));
        to.putInt(queue.head()).putInt(queue.tail());
    }

    private static void save(SubmissionQueue queue, ByteBuffer to) {
        to.putInt(queue.id()).putLong(queue.base()).putInt(queue.entries());
        to.putInt(queue.completions().id());
        to.putInt(queue.head()).putInt(queue.tail());
    }

    private static byte[] used(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    private static byte[] commands(List<Command> commands) {
        ByteBuffer bytes = ByteBuffer.allocate(commands.size() * COMMAND_BYTES);
        for (Command command : commands) {
            bytes.putInt(command.queue().id()).put(command.bytes());
        }
        return bytes.array();
    }

    /** @param version of the state */
    void load(StateReader in, int version) throws StateException {
        ByteBuffer completions = records(in, "queues.completion", Queues.COUNT, COMPLETION_BYTES);
        while (completions.hasRemaining()) {
            loadCompletion(completions);
        }
        ByteBuffer submissions = records(in, "queues.submission", Queues.COUNT, SUBMISSION_BYTES);
        while (submissions.hasRemaining()) {
            loadSubmission(submissions);
        }
        for (Command deletion : commands(in, "queues.deletions", Queues.IO)) {
            SubmissionQueue queue = queues.submission(deletion.low10());
            check(deletion.queue().id() == 0 && queue != null && queue.id() != 0, "a deletion of no queue");
            if (queue != null) {
                check(queue.deletion() == null && deletion.queue().completions().reserve(), "too many deletions");
                queue.delete(deletion);
            }
        }
        for (Command command : commands(in, "queues.unfinished", CommandProcessor.MOST_UNDER_WAY)) {
            check(command.queue().id() != 0 && processor.restore(command), "too many commands");
        }
        processor.setTurn(in.getInt("queues.turn", 0, Queues.COUNT - 1));
        for (Command request : commands(in, "events.requests", AsyncEvents.MOST_REQUESTS)) {
            check(request.queue().id() == 0 && events.add(request), "too many event requests");
        }
        events.load(in, version);
    }

    private void loadCompletion(ByteBuffer from) throws StateException {
        int id = from.getInt();
        long base = from.getLong();
        int entries = entries(id, from.getInt());
        int vector = from.getInt();
        int flags = from.getInt();
        check(queues.completion(id) == null && vector >= 0 && vector < Queues.COUNT, "a completion queue");
        CompletionQueue queue = new CompletionQueue(id, base, entries, vector, (flags & INTERRUPTS) != 0);
        queue.restore(index(from.getInt(), entries), index(from.getInt(), entries), (flags & PHASE) != 0);
        queues.add(queue);
    }

    private void loadSubmission(ByteBuffer from) throws StateException {
        int id = from.getInt();
        long base = from.getLong();
        int entries = entries(id, from.getInt());
        CompletionQueue completions = queues.completion(from.getInt());
        if (completions == null || queues.submission(id) != null || (id == 0) != (completions.id() == 0)) {
            throw wrong("a submission queue");
        }
        SubmissionQueue queue = new SubmissionQueue(id, base, entries, completions);
        queue.restore(index(from.getInt(), entries), index(from.getInt(), entries));
        queues.add(queue);
    }

    private static int entries(int id, int entries) throws StateException {
        int most = id == 0 ? Queues.MOST_ADMIN_ENTRIES : Queues.MOST_ENTRIES;
        check(id >= 0 && id < Queues.COUNT && entries >= 2 && entries <= most, "a queue's size");
        return entries;
    }

    private static int index(int index, int entries) throws StateException {
        check(index >= 0 && index < entries, "a queue's head or tail");
        return index;
    }

    private List<Command> commands(StateReader in, String name, int most) throws StateException {
        ByteBuffer records = records(in, name, most, COMMAND_BYTES);
        List<Command> commands = new ArrayList<>();
        while (records.hasRemaining()) {
            SubmissionQueue queue = queues.submission(records.getInt());
            if (queue == null) {
                throw wrong("a command of no queue");
            }
            byte[] entry = new byte[Command.BYTES];
            records.get(entry);
            commands.add(new Command(queue, entry));
        }
        return commands;
    }

    private static ByteBuffer records(StateReader in, String name, int most, int bytes) throws StateException {
        byte[] all = in.getBytes(name, most * bytes);
        check(all.length % bytes == 0, "a length of " + name);
        return ByteBuffer.wrap(all);
    }

    private static void check(boolean valid, String what) throws StateException {
        if (!valid) {
            throw wrong(what);
        }
    }

    private static StateException wrong(String what) {
        return new StateException("The saved state of nvme has " + what + " that cannot be.");
    }
}
