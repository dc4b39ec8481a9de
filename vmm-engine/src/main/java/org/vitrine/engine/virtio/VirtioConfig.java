package org.vitrine.engine.virtio;

import org.vitrine.engine.bus.RegisterBlock;

/**
 * The configuration space of a device type (Virtual I/O Device 1.2, 2.5): little-endian fields, which the device changes and the driver reads; a few of them the
 * driver writes. Any thread; a leaf in the lock order.
 */
public final class VirtioConfig {
    /** Hears of a field that the driver wrote. */
    @FunctionalInterface
    public interface Listener {
        /** On the vCPU's thread, without a lock; must not block. */
        void written(int offset, int size);
    }

    private final byte[] bytes;
    private final boolean[] writable;
    private Listener listener = (offset, size) -> {};
    private int generation;
    /** Whether the driver has read of this generation, which then must not show other values. */
    private boolean seen;

    /** @param length bytes, at most 4 KiB */
    public VirtioConfig(int length) {
        bytes = new byte[length];
        writable = new boolean[length];
    }

    int length() {
        return bytes.length;
    }

    /** Lets the driver write a field. While the device is made. */
    public VirtioConfig writable(int offset, int size, Listener whenWritten) {
        for (int i = 0; i < size; i++) {
            writable[offset + i] = true;
        }
        listener = whenWritten;
        return this;
    }

    /** Changes a field. @param size 1, 2, 4 or 8 */
    public synchronized VirtioConfig put(int offset, int size, long value) {
        for (int i = 0; i < size; i++) {
            bytes[offset + i] = (byte) (value >>> (8 * i));
        }
        changed();
        return this;
    }

    public synchronized VirtioConfig put(int offset, byte[] value) {
        System.arraycopy(value, 0, bytes, offset, value.length);
        changed();
        return this;
    }

    private void changed() {
        if (seen) {
            generation = (generation + 1) & 0xff;
            seen = false;
        }
    }

    /** A field as it is now. @param size 1, 2, 4 or 8 */
    public synchronized long get(int offset, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (offset + i < bytes.length ? bytes[offset + i] & 0xffL : 0) << (8 * i);
        }
        return value;
    }

    /** Config generation (2.5.1): another number whenever the driver may have read a mixture. */
    synchronized int generation() {
        return generation;
    }

    synchronized void setGeneration(int saved) {
        generation = saved;
        seen = true;
    }

    /** What the driver sees. Beyond the fields there are zeroes. */
    RegisterBlock block() {
        return new RegisterBlock() {
            @Override
            public long read(long offset, int size) {
                synchronized (VirtioConfig.this) {
                    seen = true;
                }
                return get((int) offset, size);
            }

            @Override
            public void write(long offset, int size, long value) {
                if (writeAllowed((int) offset, size, value)) {
                    listener.written((int) offset, size);
                }
            }
        };
    }

    private synchronized boolean writeAllowed(int offset, int size, long value) {
        boolean any = false;
        for (int i = 0; i < size; i++) {
            int at = offset + i;
            if (at < bytes.length && writable[at]) {
                bytes[at] = (byte) (value >>> (8 * i));
                any = true;
            }
        }
        return any;
    }
}
