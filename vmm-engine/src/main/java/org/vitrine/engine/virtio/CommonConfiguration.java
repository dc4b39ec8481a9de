package org.vitrine.engine.virtio;

import java.util.concurrent.atomic.AtomicBoolean;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;

/**
 * The common configuration structure (Virtual I/O Device 1.2, 4.1.4.3) with the device status field (2.1): what the driver has said, and whether it may say so.
 *
 * <p>Its monitor is the device's one lock, which {@link Transport} takes too for what goes together with the registers. What is asked on behalf of a model
 * ({@link #isReady}, {@link #isResetPending}, the vectors, {@link #setNeedsReset}) takes no lock.
 */
final class CommonConfiguration implements RegisterMap.Handler<CommonRegister> {
    /** What the driver's writes make of the device. Called on a vCPU's thread, without the lock. */
    interface Effects {
        /** The driver has written 0 to the device status (2.4). */
        void resetWritten();

        /** The driver has set DRIVER_OK. */
        void driverReady();

        /** FEATURES_OK stays clear. @param why a clause */
        void featuresRefused(String why);

        /** The driver has written what cannot be. @param why a clause */
        void broken(String why);
    }

    private final VirtioConfig deviceConfig;
    private final Interrupts interrupts;
    private final Effects effects;
    private final FeatureNegotiation features;
    private final QueueRegisters[] queues;
    private final AtomicBoolean needsReset = new AtomicBoolean();

    private volatile int status;
    private volatile int configVector = QueueRegisters.NO_VECTOR;
    private int queueSelect;
    private volatile boolean resetPending;

    CommonConfiguration(VirtioDevice device, Interrupts interrupts, Effects effects) {
        deviceConfig = device.config();
        this.interrupts = interrupts;
        this.effects = effects;
        features = new FeatureNegotiation(device);
        queues = new QueueRegisters[device.queues()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new QueueRegisters(device.queueSize(i), interrupts);
        }
    }

    @Override
    public synchronized long read(CommonRegister register, int index) {
        return switch (register) {
            case DEVICE_FEATURE_SELECT -> features.deviceSelect();
            case DEVICE_FEATURE -> features.offeredWord();
            case DRIVER_FEATURE_SELECT -> features.driverSelect();
            case DRIVER_FEATURE -> features.takenWord();
            case CONFIG_VECTOR -> configVector;
            case QUEUE_COUNT -> queues.length;
            case DEVICE_STATUS -> status | (needsReset.get() ? DeviceStatus.NEEDS_RESET : 0);
            case CONFIG_GENERATION -> deviceConfig.generation();
            case QUEUE_SELECT -> queueSelect;
            case QUEUE_NOTIFY_OFFSET -> queueSelect < queues.length ? queueSelect : 0;
            case QUEUE_SIZE, QUEUE_VECTOR, QUEUE_ENABLE, QUEUE_DESCRIPTORS, QUEUE_DRIVER, QUEUE_DEVICE ->
                queueSelect < queues.length ? queues[queueSelect].read(register) : QueueRegisters.readNone(register);
        };
    }

    @Override
    public void write(CommonRegister register, int index, long value, long mask) {
        switch (register) {
            case DEVICE_STATUS -> {
                if (value == 0) {
                    effects.resetWritten();
                } else {
                    addStatus((int) value);
                }
            }
            case DEVICE_FEATURE, QUEUE_COUNT, CONFIG_GENERATION, QUEUE_NOTIFY_OFFSET -> {}
            case DEVICE_FEATURE_SELECT, DRIVER_FEATURE_SELECT, DRIVER_FEATURE, CONFIG_VECTOR, QUEUE_SELECT ->
                writeOwn(register, value, mask);
            case QUEUE_SIZE, QUEUE_VECTOR, QUEUE_ENABLE, QUEUE_DESCRIPTORS, QUEUE_DRIVER, QUEUE_DEVICE ->
                writeQueue(register, value, mask);
        }
    }

    private synchronized void writeOwn(CommonRegister register, long value, long mask) {
        switch (register) {
            case DEVICE_FEATURE_SELECT -> features.selectOffered(value, mask);
            case DRIVER_FEATURE_SELECT -> features.selectTaken(value, mask);
            case DRIVER_FEATURE -> {
                if ((status & DeviceStatus.FEATURES_OK) == 0) {
                    features.take(value, mask);
                }
            }
            case CONFIG_VECTOR -> configVector = interrupts.vector(RegisterMap.merge(configVector, value, mask));
            default -> queueSelect = RegisterMap.merge(queueSelect, value, mask);
        }
    }

    private void writeQueue(CommonRegister register, long value, long mask) {
        String wrong;
        synchronized (this) {
            if (queueSelect >= queues.length) {
                return;
            }
            wrong = queues[queueSelect].write(register, value, mask, isReady());
        }
        if (wrong != null) {
            effects.broken("queue " + queueSelect + ": " + wrong);
        }
    }

    private void addStatus(int value) {
        String refusal = null;
        boolean ready;
        synchronized (this) {
            if (resetPending) {
                return;
            }
            int added = value & DeviceStatus.BY_DRIVER & ~status;
            if ((added & DeviceStatus.FEATURES_OK) != 0) {
                refusal = features.refusal();
                if (refusal != null) {
                    added &= ~DeviceStatus.FEATURES_OK;
                }
            }
            if (((status | added) & DeviceStatus.FEATURES_OK) == 0) {
                added &= ~DeviceStatus.DRIVER_OK;
            }
            status |= added;
            ready = (added & DeviceStatus.DRIVER_OK) != 0;
        }
        if (refusal != null) {
            effects.featuresRefused(refusal);
        }
        if (ready) {
            effects.driverReady();
        }
    }

    /** Whether the driver has set DRIVER_OK. */
    boolean isReady() {
        return (status & DeviceStatus.DRIVER_OK) != 0;
    }

    /** Whether NEEDS_RESET is set. */
    boolean needsReset() {
        return needsReset.get();
    }

    /** Sets NEEDS_RESET (2.1.2). @return whether it was set before */
    boolean setNeedsReset() {
        return needsReset.getAndSet(true);
    }

    /** Whether the driver has written 0 to the device status, which reads as before until the reset is done. */
    boolean isResetPending() {
        return resetPending;
    }

    synchronized void setResetPending() {
        resetPending = true;
    }

    /** The bits that the driver has taken. Any thread while the driver is ready: they cannot change then. */
    long features() {
        return features.taken();
    }

    /** The queues' registers by number; the same objects as long as it lives. */
    QueueRegisters[] queues() {
        return queues;
    }

    /** The vector for changes of the configuration. */
    int configVector() {
        return configVector;
    }

    /** Back to what it was before the driver came. */
    synchronized void reset() {
        status = 0;
        features.reset();
        configVector = QueueRegisters.NO_VECTOR;
        queueSelect = 0;
        for (QueueRegisters queue : queues) {
            queue.reset();
        }
        resetPending = false;
        needsReset.set(false);
    }

    synchronized void save(StateWriter out) {
        out.put("status", status);
        out.put("broken", needsReset.get());
        out.put("resetRequested", resetPending);
        out.put("features", features.taken());
        out.put("selects", new int[] {features.deviceSelect(), features.driverSelect(), queueSelect});
        out.put("configVector", configVector);
        out.put("queues", QueueState.registers(queues));
    }

    synchronized void load(StateReader in) throws StateException {
        status = in.getInt("status", 0, 0xff) & DeviceStatus.BY_DRIVER;
        needsReset.set(in.getBoolean("broken"));
        resetPending = in.getBoolean("resetRequested");
        int[] selects = new int[3];
        in.getInts("selects", selects);
        features.load(in.getLong("features"), selects[0], selects[1]);
        queueSelect = selects[2] & 0xffff;
        configVector = interrupts.vector(in.getInt("configVector", 0, QueueRegisters.NO_VECTOR));
        QueueState.load(in, "queues", queues);
        boolean agreed = (status & DeviceStatus.FEATURES_OK) != 0;
        String refusal = agreed ? features.refusal() : null;
        if (refusal != null || isReady() && !agreed) {
            throw QueueState.impossible(refusal);
        }
    }
}
