package org.vitrine.engine.virtio;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.virtio.ring.RingLayout;

/** What the driver says of one queue in the common configuration structure (Virtual I/O Device 1.2, 4.1.4.3). Guarded by its owner. */
final class QueueRegisters {
    /** VIRTIO_MSI_NO_VECTOR. */
    static final int NO_VECTOR = 0xffff;
    /** Bytes of a saved one. */
    static final int SAVED_BYTES = 3 * Short.BYTES + 3 * Long.BYTES;

    private final int most;
    private final Interrupts interrupts;
    private int size;
    private volatile int vector;
    private boolean enabled;
    private long descriptors;
    private long driver;
    private long device;

    /** @param most entries that it can have @param interrupts say which vectors there are */
    QueueRegisters(int most, Interrupts interrupts) {
        this.most = most;
        this.interrupts = interrupts;
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

    boolean enabled() {
        return enabled;
    }

    /** Its vector of MSI-X, or {@link #NO_VECTOR}. Any thread. */
    int vector() {
        return vector;
    }

    /** @param register one of a queue's own */
    long read(CommonRegister register) {
        return switch (register) {
            case QUEUE_SIZE -> size;
            case QUEUE_VECTOR -> vector;
            case QUEUE_ENABLE -> enabled ? 1 : 0;
            case QUEUE_DESCRIPTORS -> descriptors;
            case QUEUE_DRIVER -> driver;
            case QUEUE_DEVICE -> device;
            default -> throw new IllegalArgumentException(register.name());
        };
    }

    /** What a register reads as while a queue is selected that there is not. */
    static long readNone(CommonRegister register) {
        return register == CommonRegister.QUEUE_VECTOR ? NO_VECTOR : 0;
    }

    /**
     * Writes what the mask selects.
     *
     * @param register one of a queue's own
     * @param ready whether the driver has set DRIVER_OK
     * @return what is wrong with it, a clause, or null
     */
    @Nullable
    String write(CommonRegister register, long value, long mask, boolean ready) {
        boolean runs = enabled && ready;
        switch (register) {
            case QUEUE_VECTOR -> vector = interrupts.vector(RegisterMap.merge(vector, value, mask));
            case QUEUE_ENABLE -> enabled |= (value & 1) != 0 && !ready;
            case QUEUE_SIZE -> {
                int wanted = RegisterMap.merge(size, value, mask);
                if (wanted < 1 || wanted > most || runs && wanted != size) {
                    return "its size was set to " + wanted + (runs ? " while it runs" : "");
                }
                size = wanted;
            }
            default -> {
                long before = read(register);
                long now = RegisterMap.merge(before, value, mask);
                if (runs && now != before) {
                    return "it was moved while it runs";
                }
                move(register, now);
            }
        }
        return null;
    }

    private void move(CommonRegister register, long address) {
        switch (register) {
            case QUEUE_DESCRIPTORS -> descriptors = address;
            case QUEUE_DRIVER -> driver = address;
            default -> device = address;
        }
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
        vector = interrupts.vector(in.getShort() & 0xffff);
        int on = in.getShort();
        enabled = on == 1;
        descriptors = in.getLong();
        driver = in.getLong();
        device = in.getLong();
        return size >= 1 && size <= most && (on == 0 || on == 1);
    }
}
