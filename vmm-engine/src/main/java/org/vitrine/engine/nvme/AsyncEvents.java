package org.vitrine.engine.nvme;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * Asynchronous events (NVM Express 1.4, 5.2): requests of the guest wait here until something happens. An event of a kind that was reported
 * is not followed by another of that kind until the guest has read the log page that tells more; of those that come meanwhile the last is kept.
 */
final class AsyncEvents {
    /** Kinds of events. */
    enum Kind {
        ERROR(LogPage.ERRORS),
        HEALTH(LogPage.HEALTH),
        NOTICE(LogPage.CHANGED_NAMESPACES);

        private final LogPage page;

        Kind(LogPage page) {
            this.page = page;
        }
    }

    /** How many requests may wait (AERL). */
    static final int MOST_REQUESTS = 4;

    /** Information of {@link Kind#ERROR}. */
    static final int INVALID_DOORBELL = 0;

    static final int INVALID_DOORBELL_VALUE = 1;
    /** Information of {@link Kind#HEALTH}. */
    static final int TEMPERATURE = 1;
    /** Information of {@link Kind#NOTICE}. */
    static final int NAMESPACE_CHANGED = 0;

    private static final int NONE = -1;
    /** The state's first version knew no notices. */
    private static final int KINDS_OF_VERSION_1 = 2;

    private static final int MOST_INFORMATION = 0xff;

    private final Queue<Command> requests = new ArrayDeque<>();
    private final int[] pending = {NONE, NONE, NONE};
    private final boolean[] masked = new boolean[Kind.values().length];

    /** Keeps a request. @return false if there are too many */
    synchronized boolean add(Command request) {
        return requests.size() < MOST_REQUESTS && requests.add(request);
    }

    /** Takes back a request that the guest wants aborted, or null if there is none of this identifier. */
    synchronized @Nullable Command abort(int commandId) {
        for (Command request : requests) {
            if (request.id() == commandId) {
                requests.remove(request);
                return request;
            }
        }
        return null;
    }

    /** Something happened. Any thread. */
    synchronized void raise(Kind kind, int information) {
        pending[kind.ordinal()] = information;
    }

    /** The guest has read a log page. */
    synchronized void read(LogPage page) {
        for (Kind kind : Kind.values()) {
            if (kind.page == page) {
                masked[kind.ordinal()] = false;
            }
        }
    }

    /** Whether an event could be told now. */
    synchronized boolean ready() {
        return !requests.isEmpty() && next() != null;
    }

    /** A request and dword 0 of its completion. */
    record Answer(Command request, int result) {}

    /** Takes a request and the event that answers it. Only if {@link #ready}, and only one thread. */
    synchronized Answer take() {
        Kind kind = next();
        if (kind == null) {
            throw new IllegalStateException("there is no event");
        }
        int result = kind.ordinal() | pending[kind.ordinal()] << 8 | kind.page.id() << 16;
        pending[kind.ordinal()] = NONE;
        masked[kind.ordinal()] = true;
        return new Answer(requests.remove(), result);
    }

    private @Nullable Kind next() {
        for (Kind kind : Kind.values()) {
            if (pending[kind.ordinal()] != NONE && !masked[kind.ordinal()]) {
                return kind;
            }
        }
        return null;
    }

    /** The requests that wait. */
    synchronized List<Command> requests() {
        return List.copyOf(requests);
    }

    synchronized void save(StateWriter out) {
        out.put("events.pending", pending);
        for (Kind kind : Kind.values()) {
            out.put("events.masked." + kind.page.id(), masked[kind.ordinal()]);
        }
    }

    /** @param version of the state */
    synchronized void load(StateReader in, int version) throws StateException {
        int[] saved = new int[version == 1 ? KINDS_OF_VERSION_1 : pending.length];
        in.getInts("events.pending", saved);
        for (int i = 0; i < saved.length; i++) {
            pending[i] = Math.clamp(saved[i], NONE, MOST_INFORMATION);
            masked[i] = in.getBoolean("events.masked." + Kind.values()[i].page.id());
        }
    }

    synchronized void reset() {
        requests.clear();
        for (Kind kind : Kind.values()) {
            pending[kind.ordinal()] = NONE;
            masked[kind.ordinal()] = false;
        }
    }
}
