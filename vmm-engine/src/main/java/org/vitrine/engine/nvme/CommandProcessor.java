package org.vitrine.engine.nvme;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.block.BlockException;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.pci.PciLink;

/**
 * Takes commands from the submission queues, in turn, and posts their completions (NVM Express 1.4, 7.2). The worker takes them; the disk's
 * threads complete those that it was asked for.
 *
 * <p>A command that the disk has not completed when the machine is paused is asked for anew when it goes on, here or from a saved state.
 */
final class CommandProcessor implements Completer {
    /** How many commands the disk is asked for at once, whatever the queues hold: a bound for what a guest makes the host allocate. */
    static final int MOST_UNDER_WAY = 256;
    /** How many commands of a queue are taken before it is the next one's turn. */
    private static final int BURST = 16;

    private final GuestMemory memory;
    private final PciLink bus;
    private final Queues queues;
    private final Interrupts interrupts;
    private final ShadowDoorbells shadow;
    private final AsyncEvents events;
    private final ErrorLog errors;
    private final NvmeController controller;
    /** What the disk was asked for, in this order. Guarded by itself, a leaf. */
    private final Set<Command> unfinished = new LinkedHashSet<>();
    /** The part of it that must be asked for anew. Only the worker, or while paused. */
    private final Queue<Command> again = new ArrayDeque<>();

    private int turn;

    CommandProcessor(
            GuestMemory memory,
            PciLink bus,
            Queues queues,
            Interrupts interrupts,
            ShadowDoorbells shadow,
            AsyncEvents events,
            ErrorLog errors,
            NvmeController controller) {
        this.memory = memory;
        this.bus = bus;
        this.queues = queues;
        this.interrupts = interrupts;
        this.shadow = shadow;
        this.events = events;
        this.errors = errors;
        this.controller = controller;
    }

    /** One round over all queues. @return false if there was nothing that could be done */
    boolean round(AdminCommands admin, QueueCommands deletions, IoCommands io) {
        boolean progress = askAgain(io);
        for (int i = 0; i < Queues.COUNT; i++) {
            SubmissionQueue queue = queues.submission((turn + i) % Queues.COUNT);
            if (queue != null) {
                if (shadow.covers(queue.id())) {
                    shadow.followTail(queue);
                }
                progress |= deletions.finishDeletion(queue) || take(queue, admin, io);
            }
        }
        turn = (turn + 1) % Queues.COUNT;
        progress |= tellEvents();
        return progress || awaitTails();
    }

    private boolean askAgain(IoCommands io) {
        boolean progress = false;
        while (!again.isEmpty() && !controller.halted()) {
            Command command = again.remove();
            progress = true;
            try {
                io.prepare(command).start(failure -> ended(command, status(failure)));
            } catch (CommandException e) {
                ended(command, e.status());
            }
        }
        return progress;
    }

    private boolean take(SubmissionQueue queue, AdminCommands admin, IoCommands io) {
        int taken = 0;
        while (taken < BURST && mayTake(queue)) {
            Command command = Command.read(memory, queue.headAddress(), queue);
            if (command == null) {
                controller.fail("submission queue " + queue.id() + " lies outside memory");
                return false;
            }
            queue.advance();
            taken++;
            try {
                if (command.unsupportedForm()) {
                    throw new CommandException(Status.INVALID_FIELD);
                }
                if (queue.id() == 0) {
                    admin.execute(command);
                } else {
                    start(command, io.prepare(command));
                }
            } catch (CommandException e) {
                complete(command, e.status(), 0);
            }
        }
        return taken > 0;
    }

    private boolean mayTake(SubmissionQueue queue) {
        return !queue.isEmpty()
                && !controller.takesNoCommands()
                && queue.deletion() == null
                && (queue.id() == 0 || !isFull())
                && bus.busMaster()
                && reserve(queue.completions());
    }

    private boolean reserve(CompletionQueue completions) {
        if (completions.reserve()) {
            return true;
        }
        if (!shadow.covers(completions.id())) {
            return false;
        }
        shadow.awaitHead(completions);
        return completions.reserve();
    }

    /** Before the worker sleeps: the guest must ring for the next command. @return whether there is one already */
    private boolean awaitTails() {
        return shadow.inUse() && shadow.awaitTails(queues);
    }

    private boolean isFull() {
        synchronized (unfinished) {
            return unfinished.size() >= MOST_UNDER_WAY;
        }
    }

    private void start(Command command, IoCommands.Request request) {
        add(command);
        request.start(failure -> ended(command, status(failure)));
    }

    private void add(Command command) {
        command.queue().enter();
        synchronized (unfinished) {
            unfinished.add(command);
        }
    }

    /** @param failure null, or one that the guest is to hear of */
    private static Status status(@Nullable IOException failure) {
        if (failure == null) {
            return Status.SUCCESS;
        }
        boolean readOnly = failure instanceof BlockException known && known.kind() == BlockException.Kind.READ_ONLY;
        return readOnly ? Status.WRITE_PROTECTED : Status.INTERNAL_ERROR;
    }

    private void ended(Command command, Status status) {
        complete(command, status, 0);
        remove(command);
    }

    private void remove(Command command) {
        int left;
        synchronized (unfinished) {
            unfinished.remove(command);
            left = unfinished.size();
        }
        SubmissionQueue queue = command.queue();
        boolean deletable = queue.leave() && queue.deletion() != null;
        if (deletable || left == MOST_UNDER_WAY - 1 || left == 0 && controller.awaitsIdle()) {
            controller.wake();
        }
    }

    @Override
    public void complete(Command command, Status status, int result) {
        if (status.failed()) {
            errors.record(command, status);
        }
        SubmissionQueue queue = command.queue();
        CompletionQueue completions = queue.completions();
        if (!bus.busMaster()) {
            controller.fail("bus mastering was switched off while commands were under way");
        } else if (completions.post(memory, result, queue.head() | queue.id() << 16, command.id(), status.field())) {
            interrupts.posted(completions);
        } else {
            controller.fail("completion queue " + completions.id() + " lies outside memory");
        }
    }

    private boolean tellEvents() {
        SubmissionQueue admin = queues.submission(0);
        boolean progress = false;
        while (admin != null
                && bus.busMaster()
                && events.ready()
                && admin.completions().reserve()) {
            AsyncEvents.Answer answer = events.take();
            complete(answer.request(), Status.SUCCESS, answer.result());
            progress = true;
        }
        return progress;
    }

    /** Whether the disk has completed all that it was asked for. */
    boolean isIdle() {
        synchronized (unfinished) {
            return unfinished.isEmpty();
        }
    }

    /** The disk has forgotten what it was asked for: it is asked anew in the next round. While paused. */
    void askAnew() {
        synchronized (unfinished) {
            again.clear();
            again.addAll(unfinished);
        }
    }

    /** What would be asked anew is not wanted any more. */
    void forgetAgain() {
        while (!again.isEmpty()) {
            remove(again.remove());
        }
    }

    /** Commands for a saved state. While paused. */
    List<Command> unfinished() {
        synchronized (unfinished) {
            return new ArrayList<>(unfinished);
        }
    }

    /** Takes over a command from a saved state. @return false if there is no room for its completion, or there are too many */
    boolean restore(Command command) {
        if (isFull() || !command.queue().completions().reserve()) {
            return false;
        }
        add(command);
        return true;
    }

    /** Whose turn it is. While paused. */
    int turn() {
        return turn;
    }

    void setTurn(int saved) {
        turn = saved;
    }

    /** Forgets everything. While idle or paused. */
    void reset() {
        turn = 0;
        again.clear();
        synchronized (unfinished) {
            unfinished.clear();
        }
    }
}
