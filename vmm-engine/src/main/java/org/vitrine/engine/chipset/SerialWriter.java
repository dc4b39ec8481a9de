package org.vitrine.engine.chipset;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * Writes a serial port's output to a stream, on a thread of its own, so that a stalled stream stalls the guest's output and
 * no vCPU. A guest sends one byte at an exit: what follows within two milliseconds is written with it, so that the thread is not woken for each. Once
 * the stream fails, the output is thrown away.
 */
public final class SerialWriter implements SerialSink, AutoCloseable {
    private static final int CAPACITY = 1 << 16;
    /** Bytes for which nothing is waited any longer. */
    private static final int PLENTY = CAPACITY / 2;

    private static final long LINGER_MILLIS = 2;
    private static final long CLOSE_MILLIS = 2000;

    private final OutputStream out;
    private final Consumer<IOException> onFailure;
    private final long lingerMillis;
    private final Thread thread;
    private final byte[] ring = new byte[CAPACITY];
    private int head;
    private int size;
    private boolean refused;
    private boolean failed;
    private boolean closing;
    private Runnable listener = () -> {};

    /**
     * Starts the thread.
     *
     * @param name of the thread
     * @param out stays open when this is closed
     * @param onFailure called once, on the thread, if the stream fails
     */
    public SerialWriter(String name, OutputStream out, Consumer<IOException> onFailure) {
        this(name, out, onFailure, LINGER_MILLIS);
    }

    SerialWriter(String name, OutputStream out, Consumer<IOException> onFailure, long lingerMillis) {
        this.out = out;
        this.lingerMillis = lingerMillis;
        this.onFailure = onFailure;
        thread = Thread.ofPlatform().name(name).daemon().start(this::work);
    }

    @Override
    public synchronized boolean offer(int value) {
        if (failed) {
            return true;
        }
        if (size == CAPACITY) {
            refused = true;
            return false;
        }
        ring[(head + size++) % CAPACITY] = (byte) value;
        if (size == 1 || size == PLENTY) {
            notifyAll();
        }
        return true;
    }

    @Override
    public synchronized void onRoom(Runnable newListener) {
        listener = newListener;
    }

    /** Waits for up to two seconds until all output is written. Closing twice is harmless. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            while (true) {
                int from;
                int length;
                synchronized (this) {
                    while (size == 0 && !closing) {
                        wait();
                    }
                    if (size < PLENTY && !closing) {
                        wait(lingerMillis);
                    }
                    if (size == 0) {
                        return;
                    }
                    from = head;
                    length = Math.min(size, CAPACITY - head);
                }
                write(from, length);
                taken(length);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(int from, int length) {
        if (failed) {
            return;
        }
        try {
            out.write(ring, from, length);
            out.flush();
        } catch (IOException e) {
            synchronized (this) {
                failed = true;
            }
            onFailure.accept(e);
        }
    }

    private void taken(int length) {
        Runnable told = null;
        synchronized (this) {
            head = (head + length) % CAPACITY;
            size -= length;
            if (refused) {
                refused = false;
                told = listener;
            }
        }
        if (told != null) {
            told.run();
        }
    }
}
