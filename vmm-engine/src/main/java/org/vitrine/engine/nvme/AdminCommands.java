package org.vitrine.engine.nvme;

import org.vitrine.engine.memory.GuestMemory;

/** The admin commands (NVM Express 1.4, 5). Only the worker. */
final class AdminCommands {
    /** Identify: what to tell about (NVM Express 1.4, 5.15.1). */
    private static final int IDENTIFY_NAMESPACE = 0;

    private static final int IDENTIFY_CONTROLLER = 1;
    private static final int IDENTIFY_ACTIVE_NAMESPACES = 2;
    private static final int IDENTIFY_DESCRIPTORS = 3;

    /** Dword 0 of Abort: the command was not aborted. */
    private static final int NOT_ABORTED = 1;

    private final GuestMemory memory;
    private final byte[] identity;
    private final Namespace namespace;
    private final Queues queues;
    private final QueueCommands queueCommands;
    private final Features features;
    private final LogPages logPages;
    private final AsyncEvents events;
    private final ShadowDoorbells shadow;
    private final Completer completer;

    /** @param identity Identify Controller's data */
    AdminCommands(
            GuestMemory memory,
            byte[] identity,
            Namespace namespace,
            Queues queues,
            QueueCommands queueCommands,
            Features features,
            LogPages logPages,
            AsyncEvents events,
            ShadowDoorbells shadow,
            Completer completer) {
        this.memory = memory;
        this.identity = identity.clone();
        this.namespace = namespace;
        this.queues = queues;
        this.queueCommands = queueCommands;
        this.features = features;
        this.logPages = logPages;
        this.events = events;
        this.shadow = shadow;
        this.completer = completer;
    }

    /** Carries a command out, and answers it unless its answer comes later. */
    void execute(Command command) throws CommandException {
        AdminOpcode opcode = AdminOpcode.of(command.opcode());
        if (opcode == null) {
            throw new CommandException(Status.INVALID_OPCODE);
        }
        switch (opcode) {
            case CREATE_COMPLETION_QUEUE -> queueCommands.createCompletion(command);
            case CREATE_SUBMISSION_QUEUE -> queueCommands.createSubmission(command);
            case DELETE_COMPLETION_QUEUE -> queueCommands.deleteCompletion(command);
            case DELETE_SUBMISSION_QUEUE -> queueCommands.deleteSubmission(command);
            case IDENTIFY -> {
                byte[] data = identify(command);
                DataPointer.of(memory, command, data.length, true).put(data);
                succeed(command, 0);
            }
            case GET_LOG_PAGE -> {
                logPages.get(command);
                succeed(command, 0);
            }
            case GET_FEATURES -> succeed(command, features.get(command));
            case SET_FEATURES -> {
                int result = features.set(command, queues);
                if ((Health.warning(features) & features.eventsOfWarnings()) != 0) {
                    events.raise(AsyncEvents.Kind.HEALTH, AsyncEvents.TEMPERATURE);
                }
                succeed(command, result);
            }
            case ABORT -> succeed(command, abort(command));
            case DOORBELL_BUFFER_CONFIG -> {
                shadow.configure(command, queues);
                succeed(command, 0);
            }
            case ASYNC_EVENT_REQUEST -> {
                if (!events.add(command)) {
                    throw new CommandException(Status.EVENT_REQUEST_LIMIT_EXCEEDED);
                }
                command.queue().completions().release();
            }
        }
    }

    private void succeed(Command command, int result) {
        completer.complete(command, Status.SUCCESS, result);
    }

    private byte[] identify(Command command) throws CommandException {
        switch (command.dword(10) & 0xff) {
            case IDENTIFY_CONTROLLER -> {
                return identity;
            }
            case IDENTIFY_ACTIVE_NAMESPACES -> {
                final int reserved = -2;
                check(Integer.compareUnsigned(command.namespace(), reserved) < 0);
                return Namespace.activeAfter(command.namespace());
            }
            case IDENTIFY_NAMESPACE -> {
                check(command.namespace() == Namespace.ID);
                return namespace.identity();
            }
            case IDENTIFY_DESCRIPTORS -> {
                check(command.namespace() == Namespace.ID);
                return namespace.descriptors();
            }
            default -> throw new CommandException(Status.INVALID_FIELD);
        }
    }

    private static void check(boolean valid) throws CommandException {
        if (!valid) {
            throw new CommandException(Status.INVALID_NAMESPACE);
        }
    }

    /**
     * Abort (NVM Express 1.4, 5.1): only event requests wait long enough to be worth it; what the disk has begun is finished.
     *
     * @return dword 0 of its completion
     */
    private int abort(Command command) {
        CompletionQueue completions = command.queue().completions();
        if (command.low10() != 0 || !completions.reserve()) {
            return NOT_ABORTED;
        }
        Command request = events.abort(command.high10());
        if (request == null) {
            completions.release();
            return NOT_ABORTED;
        }
        completer.complete(request, Status.ABORT_REQUESTED, 0);
        return 0;
    }
}
