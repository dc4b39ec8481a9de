package org.vitrine.engine.image.block;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a running guest's requests enter the graph of nodes: workers carry them out, several at once and in any order, and the node behind can be exchanged
 * meanwhile (an overlay put on, a merge finished). Whoever submits bounds how many requests are under way: a controller by its tags.
 *
 * <p>Any thread may submit; completions are called by the workers and must not block. Memory of a request is not touched after its completion.
 */
public final class BlockQueue implements AutoCloseable {
    /** Is told how a request ended. */
    @FunctionalInterface
    public interface Completion {
        /** @param failure null if all went well */
        void completed(@Nullable IOException failure);
    }

    /** Takes the node that is in use and answers the one to use from now on; it may be the same. */
    @FunctionalInterface
    public interface Exchange {
        BlockNode exchange(BlockNode node) throws IOException;
    }

    /** What a request does to the node. */
    private interface Action {
        void perform(BlockNode node) throws IOException;
    }

    private record Request(Action action, Completion done) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Request> waiting = new ArrayDeque<>();
    private BlockNode node;
    private int underWay;
    /** How many hold requests back: a pause, exchanges. */
    private int holds;

    private boolean paused;
    private boolean closed;

    /** Starts the workers. The queue owns the node. @param name of the disk, for the threads */
    public BlockQueue(String name, BlockNode node, int workerCount) {
        this.node = node;
        for (int i = 0; i < workerCount; i++) {
            Thread.ofPlatform().name("block-" + name + "-" + i).daemon().start(this::work);
        }
    }

    public void read(long position, Buffers into, Completion done) {
        submit(used -> used.read(position, into), done);
    }

    /** @param durable whether it is to be on the medium when it completes (FUA) */
    public void write(long position, Buffers from, boolean durable, Completion done) {
        submit(
                used -> {
                    used.write(position, from);
                    if (durable) {
                        used.flush();
                    }
                },
                done);
    }

    public void writeZeroes(long position, long length, Completion done) {
        submit(used -> used.writeZeroes(position, length), done);
    }

    public void discard(long position, long length, Completion done) {
        submit(used -> used.discard(position, length), done);
    }

    /** Covers the writes that have completed before. */
    public void flush(Completion done) {
        submit(BlockNode::flush, done);
    }

    private void submit(Action action, Completion done) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the queue is closed");
            }
            waiting.add(new Request(action, done));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (true) {
            Request request;
            BlockNode used;
            lock.lock();
            try {
                while (!closed && (waiting.isEmpty() || holds > 0)) {
                    changed.awaitUninterruptibly();
                }
                if (closed) {
                    return;
                }
                request = waiting.remove();
                underWay++;
                used = node;
            } finally {
                lock.unlock();
            }
            IOException failure = perform(request.action, used);
            lock.lock();
            try {
                underWay--;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            request.done.completed(failure);
        }
    }

    private static @Nullable IOException perform(Action action, BlockNode used) {
        try {
            action.perform(used);
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException e) {
            // The guest gets its answer whatever is wrong with us.
            return new IOException(used.name() + " failed unexpectedly: " + e, e);
        }
    }

    /** Exchanges the node while no request is under way; those that come in meanwhile wait. If it fails, the old node stays. */
    public void exchange(Exchange exchange) throws IOException {
        lock.lock();
        try {
            holds++;
            awaitNoneUnderWay();
            node = exchange.exchange(node);
        } finally {
            holds--;
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Begins no further requests; they wait, and none is lost. */
    public void requestPause() {
        lock.lock();
        try {
            if (!paused) {
                paused = true;
                holds++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no request touches the guest's memory any more. */
    public void awaitPaused() {
        lock.lock();
        try {
            awaitNoneUnderWay();
        } finally {
            lock.unlock();
        }
    }

    public void resume() {
        lock.lock();
        try {
            if (paused) {
                paused = false;
                holds--;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitNoneUnderWay() {
        while (underWay > 0) {
            changed.awaitUninterruptibly();
        }
    }

    /** Lets what is under way finish, forgets what waits, and closes the node. Closing twice is harmless. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            waiting.clear();
            changed.signalAll();
            awaitNoneUnderWay();
        } finally {
            lock.unlock();
        }
        node.close();
    }
}
