package org.vitrine.engine.virtio;

import java.nio.ByteBuffer;
import org.vitrine.engine.virtio.ring.RingLayout;

/** What the driver says of one queue in the common configuration structure (Virtual I/O Device 1.2, 4.1.4.3). Guarded by its owner. */
final class QueueRegisters {
    /** VIRTIO_MSI_NO_VECTOR. */
    static final int NO_VECTOR = 0xffff;
    /** Bytes of a saved one. */
    static final int SAVED_BYTES = 3 * Short.BYTES + 3 * Long.BYTES;

    private final int most;
    int size;
    volatile int vector;
    boolean enabled;
    long descriptors;
    long driver;
    long device;

    /** @param most entries that it can have */
    QueueRegisters(int most) {
        this.most = most;
        reset();
    }

    void reset() {
        size = most;
        vector = NO_VECTOR;
        enabled = false;
        descriptors = 0;
        driver = 0;
        device = 0;
    }

    int most() {
        return most;
    }

    RingLayout layout(int index) {
        return new RingLayout(index, size, descriptors, driver, device);
    }

    void save(ByteBuffer out) {
        out.putShort((short) size).putShort((short) vector).putShort((short) (enabled ? 1 : 0));
        out.putLong(descriptors).putLong(driver).putLong(device);
    }

    /** @return whether it can be */
    boolean load(ByteBuffer in) {
        size = in.getShort() & 0xffff;
        vector = in.getShort() & 0xffff;
        int on = in.getShort();
        enabled = on == 1;
        descriptors = in.getLong();
        driver = in.getLong();
        device = in.getLong();
        return size >= 1 && size <= most && (on == 0 || on == 1);
    }
}
