package org.vitrine.engine.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.engine.chipset.SerialSink;

/**
 * Writes a serial port's output to a stream on a thread of its own, through a bounded buffer: a slow reader makes the guest wait, not its
 * vCPU.
 */
final class SerialOutput implements SerialSink, AutoCloseable {
    private static final int CAPACITY = 1 << 16;

    private final OutputStream out;
    private final boolean closeStream;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] buffer = new byte[CAPACITY];
    private int start;
    private int length;
    private boolean refused;
    private boolean closed;
    private volatile Runnable onRoom = () -> {};

    /** @param closeStream whether the stream ends with the port */
    SerialOutput(String name, OutputStream out, boolean closeStream) {
        this.out = out;
        this.closeStream = closeStream;
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::drain);
    }

    @Override
    public boolean offer(int value) {
        lock.lock();
        try {
            if (length == CAPACITY) {
                refused = true;
                return false;
            }
            buffer[(start + length) % CAPACITY] = (byte) value;
            if (length++ == 0) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onRoom(Runnable listener) {
        onRoom = listener;
    }

    private void drain() {
        byte[] chunk = new byte[CAPACITY];
        while (true) {
            int count;
            boolean tell;
            lock.lock();
            try {
                while (length == 0 && !closed) {
                    changed.awaitUninterruptibly();
                }
                if (length == 0) {
                    return;
                }
                count = length;
                int first = Math.min(count, CAPACITY - start);
                System.arraycopy(buffer, start, chunk, 0, first);
                System.arraycopy(buffer, 0, chunk, first, count - first);
                start = (start + count) % CAPACITY;
                length = 0;
                tell = refused;
                refused = false;
            } finally {
                lock.unlock();
            }
            write(chunk, count);
            if (tell) {
                onRoom.run();
            }
        }
    }

    private void write(byte[] chunk, int count) {
        try {
            out.write(chunk, 0, count);
            out.flush();
        } catch (IOException e) {
            System.getLogger(SerialOutput.class.getName())
                    .log(Level.WARNING, "Output of the serial port is lost: " + e.getMessage());
        }
    }

    /** Writes what is left, then ends. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
            if (closeStream) {
                out.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.getLogger(SerialOutput.class.getName())
                    .log(Level.WARNING, "The serial port's file: " + e.getMessage());
        }
    }
}
