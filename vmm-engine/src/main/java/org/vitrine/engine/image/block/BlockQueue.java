package org.vitrine.engine.image.block;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where a running guest's requests enter the graph of nodes: workers carry them out, several at once and in any order, and the node behind can be exchanged
 * meanwhile (an overlay put on, a merge finished). Whoever submits bounds how many requests are under way: a controller by its tags.
 *
 * <p>Any thread may submit; completions are called by the workers, must not block and throw nothing. Memory of a request is not touched after its
 * completion; a request is under way until that has returned. What is wrong with us ends no worker: it fails the request, as its completion hears, if need be in a
 * second call, and the log.
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

    private static final Logger LOG = System.getLogger(BlockQueue.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    /** For the workers: there may be something to do, or no more ever. */
    private final Condition workable = lock.newCondition();
    /** For those who wait until nothing is under way. */
    private final Condition idle = lock.newCondition();

    private final Queue<Request> waiting = new ArrayDeque<>();
    private volatile BlockNode node;
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

    /** @param durable as for a write */
    public void writeZeroes(long position, long length, boolean durable, Completion done) {
        submit(
                used -> {
                    used.writeZeroes(position, length);
                    if (durable) {
                        used.flush();
                    }
                },
                done);
    }

    public void discard(long position, long length, Completion done) {
        submit(used -> used.discard(position, length), done);
    }

    /** The node that is in use now. */
    public BlockNode node() {
        return node;
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
            workable.signal();
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
                    workable.awaitUninterruptibly();
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
            try {
                if (!complete(request.done, perform(request.action, used), used)) {
                    complete(request.done, unexpected(used, null), used);
                }
            } finally {
                ended();
            }
        }
    }

    /** Only after its completion: what that does is over, too, when nothing is under way. */
    private void ended() {
        lock.lock();
        try {
            if (--underWay == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable IOException perform(Action action, BlockNode used) {
        try {
            action.perform(used);
            return null;
        } catch (IOException e) {
            return e;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "A request failed at " + used.name(), e);
            return unexpected(used, e);
        }
    }

    /** @return whether who asked has heard of it */
    private static boolean complete(Completion done, @Nullable IOException failure, BlockNode used) {
        try {
            done.completed(failure);
            return true;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The end of a request failed, of " + used.name(), e);
            return false;
        }
    }

    private static IOException unexpected(BlockNode used, @Nullable Throwable cause) {
        return new IOException(used.name() + " failed unexpectedly" + (cause == null ? "." : ": " + cause), cause);
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
            workable.signalAll();
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

    /** Forgets what has not begun: nobody hears of it again. */
    public void forgetWaiting() {
        lock.lock();
        try {
            waiting.clear();
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
                workable.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitNoneUnderWay() {
        while (underWay > 0) {
            idle.awaitUninterruptibly();
        }
    }

    /** Ends as {@link #close} does, but leaves the node open. @return it, which is the caller's from now on */
    public BlockNode release() {
        end();
        return node;
    }

    /** @return whether it has not ended before */
    private boolean end() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            waiting.clear();
            workable.signalAll();
            awaitNoneUnderWay();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets what is under way finish, forgets what waits, and closes the node. Closing twice is harmless. */
    @Override
    public void close() throws IOException {
        if (end()) {
            node.close();
        }
    }
}
