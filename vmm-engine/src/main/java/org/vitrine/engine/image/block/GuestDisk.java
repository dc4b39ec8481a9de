package org.vitrine.engine.image.block;

import java.io.IOException;

/**
 * A disk of a running machine: a graph of nodes behind a queue, and what becomes of failures. Those that the host may mend are told to a
 * listener, which pauses the machine; the controller asks again when it goes on.
 */
public final class GuestDisk implements DiskBackend, AutoCloseable {
    /** Whether the last requests went well: QAPI's BlockDeviceIoStatus. */
    public enum IoStatus {
        OK("ok"),
        FAILED("failed"),
        NO_SPACE("nospace");

        private final String qmpName;

        IoStatus(String qmpName) {
            this.qmpName = qmpName;
        }

        public String qmpName() {
            return qmpName;
        }
    }

    /** Hears of a failure that is the host's, once until the disk goes on. */
    @FunctionalInterface
    public interface FailureListener {
        /**
         * Must not block, and sees to it that the machine is paused.
         *
         * @param write whether a write failed (or flush, or discard), else a read
         */
        void failed(GuestDisk disk, boolean write, IOException why);
    }

    /** What a request does. */
    private enum Access {
        READ,
        WRITE,
        FLUSH,
        DISCARD
    }

    /** Asks the queue for something. */
    private interface Request {
        void submit(BlockQueue.Completion done);
    }

    private final String id;
    private final BlockQueue queue;
    private final boolean writeCache;
    private final boolean discards;
    private final FailureListener listener;
    private final DiskUsage usage = new DiskUsage();
    private IoStatus status = IoStatus.OK;

    /** A disk whose guest can give blocks back. @param queue owned from now on @param writeCache whether a write that has completed may not be on the medium yet */
    public GuestDisk(String id, BlockQueue queue, boolean writeCache, FailureListener listener) {
        this(id, queue, writeCache, true, listener);
    }

    /** @param queue owned from now on @param writeCache whether a write that has completed may not be on the medium yet @param discards whether its guest can give blocks back */
    public GuestDisk(String id, BlockQueue queue, boolean writeCache, boolean discards, FailureListener listener) {
        this.id = id;
        this.queue = queue;
        this.writeCache = writeCache;
        this.discards = discards;
        this.listener = listener;
    }

    @Override
    public String id() {
        return id;
    }

    /** The node in use now; exchange it through the {@link #queue()}. */
    public BlockNode node() {
        return queue.node();
    }

    /** The queue in front of the node. */
    public BlockQueue queue() {
        return queue;
    }

    public synchronized IoStatus status() {
        return status;
    }

    @Override
    public long size() {
        return queue.node().size();
    }

    @Override
    public boolean isReadOnly() {
        return queue.node().isReadOnly();
    }

    @Override
    public boolean hasWriteCache() {
        return writeCache;
    }

    @Override
    public boolean takesDiscards() {
        return discards;
    }

    /** What the guest has asked of it so far. */
    public DiskUsage.Totals usage() {
        return usage.totals();
    }

    @Override
    public void read(long position, Buffers into, BlockQueue.Completion done) {
        attempt(Access.READ, into.byteSize(), tried -> queue.read(position, into, tried), done);
    }

    @Override
    public void write(long position, Buffers from, boolean durable, BlockQueue.Completion done) {
        attempt(Access.WRITE, from.byteSize(), tried -> queue.write(position, from, durable, tried), done);
    }

    @Override
    public void writeZeroes(long position, long length, boolean durable, BlockQueue.Completion done) {
        attempt(Access.WRITE, length, tried -> queue.writeZeroes(position, length, durable, tried), done);
    }

    @Override
    public void discard(long position, long length, BlockQueue.Completion done) {
        attempt(Access.DISCARD, length, tried -> queue.discard(position, length, tried), done);
    }

    @Override
    public void flush(BlockQueue.Completion done) {
        attempt(Access.FLUSH, 0, queue::flush, done);
    }

    private void attempt(Access access, long bytes, Request request, BlockQueue.Completion done) {
        request.submit(failure -> {
            if (failure != null && isTheHosts(failure)) {
                stop(access != Access.READ, failure);
                return;
            }
            if (failure == null) {
                count(access, bytes);
            }
            done.completed(failure);
        });
    }

    private void count(Access access, long bytes) {
        switch (access) {
            case READ -> usage.read(bytes);
            case WRITE -> usage.written(bytes);
            case FLUSH -> usage.flushed();
            case DISCARD -> {}
        }
    }

    /** What the guest asked for that cannot be is its own affair; everything else would cost it data. */
    private boolean isTheHosts(IOException failure) {
        return !(failure instanceof BlockException known)
                || switch (known.kind()) {
                    case UNSUPPORTED -> false;
                    case READ_ONLY -> !isReadOnly();
                    case NO_SPACE, MEDIUM, CORRUPT -> true;
                };
    }

    private void stop(boolean write, IOException failure) {
        boolean noSpace = failure instanceof BlockException known && known.kind() == BlockException.Kind.NO_SPACE;
        synchronized (this) {
            if (status != IoStatus.OK) {
                return;
            }
            status = noSpace ? IoStatus.NO_SPACE : IoStatus.FAILED;
        }
        listener.failed(this, write, failure);
    }

    @Override
    public void requestPause() {
        queue.requestPause();
    }

    @Override
    public void awaitPaused() {
        queue.awaitPaused();
        queue.forgetWaiting();
    }

    @Override
    public void resume() {
        synchronized (this) {
            status = IoStatus.OK;
        }
        queue.resume();
    }

    /** Ends, and leaves the images open. No request may be under way. @return the node, which is the caller's */
    public BlockNode release() {
        return queue.release();
    }

    /** Flushes and closes the images. No request may be under way. */
    @Override
    public void close() throws IOException {
        queue.close();
    }
}
