package org.vitrine.engine.virtio;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.pci.PciLink;
import org.vitrine.engine.thread.Uninterruptible;
import org.vitrine.engine.virtio.ring.RingFeatures;
import org.vitrine.engine.virtio.ring.RingOwner;
import org.vitrine.engine.virtio.ring.Virtqueue;

/**
 * The common configuration structure (Virtual I/O Device 1.2, 4.1.4.3) and what becomes of the device when the driver negotiates, starts and resets it
 * (3.1). A vCPU only leaves what it wants in a register; the worker starts the device and makes it work. A reset that needs not wait for chains under way is
 * done at once, since some firmware does not wait for it.
 *
 * <p>One lock, this object's monitor, guards the registers; the model is called under it by {@link VirtioDevice#stop} alone. What the model calls takes no lock.
 */
final class Transport implements RegisterMap.Handler<CommonRegister>, VirtioBus, RingOwner {
    /** Lines of the log that a device may fill in its life. */
    private static final int MOST_COMPLAINTS = 16;

    private final String name;
    private final GuestMemory memory;
    private final Logger log;
    private final VirtioDevice device;
    private final PciLink link;
    private final Interrupts interrupts;
    private final CommandWorker worker;
    private final QueueRegisters[] registers;
    private final long offered;
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicInteger complaints = new AtomicInteger();

    private volatile int status;
    private int deviceFeatureSelect;
    private int driverFeatureSelect;
    private long driverFeatures;
    private volatile int configVector = QueueRegisters.NO_VECTOR;
    private int queueSelect;

    private List<@Nullable Virtqueue> queues = List.of();
    private boolean started;
    private boolean stepping;
    private volatile boolean resetRequested;
    private volatile boolean pausing = true;
    /** Queues of a saved state until they can be made; empty if the device had not started. */
    private byte @Nullable [] savedRings;

    Transport(
            String name,
            GuestMemory memory,
            Logger log,
            VirtioDevice device,
            PciLink link,
            CommandWorker.Factory workers) {
        this.name = name;
        this.memory = memory;
        this.log = log;
        this.device = device;
        this.link = link;
        interrupts = new Interrupts(link, device);
        registers = new QueueRegisters[device.queues()];
        for (int i = 0; i < registers.length; i++) {
            registers[i] = new QueueRegisters(device.queueSize(i));
        }
        offered = device.features() | VirtioFeature.OFFERED;
        worker = workers.make(this::step);
        device.attach(this);
    }

    Interrupts interrupts() {
        return interrupts;
    }

    CommandWorker worker() {
        return worker;
    }

    @Override
    public synchronized long read(CommonRegister register, int index) {
        QueueRegisters queue = queueSelect < registers.length ? registers[queueSelect] : null;
        return switch (register) {
            case DEVICE_FEATURE_SELECT -> deviceFeatureSelect;
            case DEVICE_FEATURE -> word(offered, deviceFeatureSelect);
            case DRIVER_FEATURE_SELECT -> driverFeatureSelect;
            case DRIVER_FEATURE -> word(driverFeatures, driverFeatureSelect);
            case CONFIG_VECTOR -> configVector;
            case QUEUE_COUNT -> registers.length;
            case DEVICE_STATUS -> status | (broken.get() ? DeviceStatus.NEEDS_RESET : 0);
            case CONFIG_GENERATION -> device.config().generation();
            case QUEUE_SELECT -> queueSelect;
            case QUEUE_SIZE -> queue == null ? 0 : queue.size;
            case QUEUE_VECTOR -> queue == null ? QueueRegisters.NO_VECTOR : queue.vector;
            case QUEUE_ENABLE -> queue != null && queue.enabled ? 1 : 0;
            case QUEUE_NOTIFY_OFFSET -> queue == null ? 0 : queueSelect;
            case QUEUE_DESCRIPTORS -> queue == null ? 0 : queue.descriptors;
            case QUEUE_DRIVER -> queue == null ? 0 : queue.driver;
            case QUEUE_DEVICE -> queue == null ? 0 : queue.device;
        };
    }

    private static int word(long features, int select) {
        return switch (select) {
            case 0 -> (int) features;
            case 1 -> (int) (features >>> 32);
            default -> 0;
        };
    }

    @Override
    public void write(CommonRegister register, int index, long value, long mask) {
        switch (register) {
            case DEVICE_STATUS -> {
                if (value == 0) {
                    requestReset();
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
            case DEVICE_FEATURE_SELECT -> deviceFeatureSelect = RegisterMap.merge(deviceFeatureSelect, value, mask);
            case DRIVER_FEATURE_SELECT -> driverFeatureSelect = RegisterMap.merge(driverFeatureSelect, value, mask);
            case DRIVER_FEATURE -> {
                if ((driverFeatureSelect & ~1) == 0 && (status & DeviceStatus.FEATURES_OK) == 0) {
                    int shift = 32 * driverFeatureSelect;
                    driverFeatures = RegisterMap.merge(driverFeatures, value << shift, mask << shift);
                }
            }
            case CONFIG_VECTOR -> configVector = interrupts.vector(RegisterMap.merge(configVector, value, mask));
            default -> queueSelect = RegisterMap.merge(queueSelect, value, mask);
        }
    }

    private void writeQueue(CommonRegister register, long value, long mask) {
        String wrong;
        synchronized (this) {
            if (queueSelect >= registers.length) {
                return;
            }
            wrong = writeQueue(registers[queueSelect], register, value, mask);
        }
        if (wrong != null) {
            broken("queue " + queueSelect + ": " + wrong);
        }
    }

    /** @return what is wrong with it, or null */
    private @Nullable String writeQueue(QueueRegisters queue, CommonRegister register, long value, long mask) {
        boolean runs = queue.enabled && (status & DeviceStatus.DRIVER_OK) != 0;
        switch (register) {
            case QUEUE_VECTOR -> queue.vector = interrupts.vector(RegisterMap.merge(queue.vector, value, mask));
            case QUEUE_ENABLE -> queue.enabled |= (value & 1) != 0 && (status & DeviceStatus.DRIVER_OK) == 0;
            case QUEUE_SIZE -> {
                int size = RegisterMap.merge(queue.size, value, mask);
                if (size < 1 || size > queue.most() || runs && size != queue.size) {
                    return "its size was set to " + size + (runs ? " while it runs" : "");
                }
                queue.size = size;
            }
            default -> {
                long before = read(register, 0);
                long now = RegisterMap.merge(before, value, mask);
                if (runs && now != before) {
                    return "it was moved while it runs";
                }
                move(queue, register, now);
            }
        }
        return null;
    }

    private static void move(QueueRegisters queue, CommonRegister register, long address) {
        switch (register) {
            case QUEUE_DESCRIPTORS -> queue.descriptors = address;
            case QUEUE_DRIVER -> queue.driver = address;
            default -> queue.device = address;
        }
    }

    private void addStatus(int value) {
        String refusal = null;
        boolean ready;
        synchronized (this) {
            if (resetRequested) {
                return;
            }
            int added = value & DeviceStatus.BY_DRIVER & ~status;
            if ((added & DeviceStatus.FEATURES_OK) != 0) {
                refusal = refusal(driverFeatures);
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
            complain("{0} refuses the features of its driver: {1}", refusal);
        }
        if (ready) {
            wake();
        }
    }

    /** Why the device cannot work with these features (2.2.2), or null. */
    private @Nullable String refusal(long features) {
        if ((features & ~offered) != 0) {
            return "it was not offered 0x" + Long.toHexString(features & ~offered);
        }
        if ((features & VirtioFeature.VERSION_1) == 0) {
            return "it goes without VIRTIO_F_VERSION_1";
        }
        return device.accepts(features) ? null : "0x" + Long.toHexString(features) + " do not go together";
    }

    private void requestReset() {
        synchronized (this) {
            if (!stepping && !pausing && isIdle()) {
                clear();
                return;
            }
            resetRequested = true;
        }
        wake();
    }

    private boolean isIdle() {
        for (Virtqueue queue : queues) {
            if (queue != null && !queue.isIdle()) {
                return false;
            }
        }
        return true;
    }

    /** Back to what it was before the driver came. Nothing is under way. */
    private void clear() {
        if (started) {
            device.stop();
        }
        started = false;
        savedRings = null;
        queues = List.of();
        status = 0;
        deviceFeatureSelect = 0;
        driverFeatureSelect = 0;
        driverFeatures = 0;
        configVector = QueueRegisters.NO_VECTOR;
        queueSelect = 0;
        for (QueueRegisters queue : registers) {
            queue.reset();
        }
        resetRequested = false;
        broken.set(false);
        interrupts.take();
    }

    /** Does what is to be done next, on the worker's thread; false if there is nothing. */
    private boolean step() {
        boolean starts;
        synchronized (this) {
            if (pausing) {
                return false;
            }
            if (resetRequested) {
                if (isIdle()) {
                    clear();
                }
                return false;
            }
            if ((status & DeviceStatus.DRIVER_OK) == 0 || broken.get() || !link.busMaster()) {
                return false;
            }
            starts = !started;
            stepping = true;
        }
        boolean more = false;
        try {
            if (starts) {
                start();
            } else {
                more = device.work();
            }
        } catch (RuntimeException | Error e) {
            broken("it failed: " + e);
        } finally {
            synchronized (this) {
                stepping = false;
                notifyAll();
            }
        }
        return more || starts || resetRequested;
    }

    /** The driver is ready: makes the queues. Only the worker, or while paused. */
    private void start() {
        List<@Nullable Virtqueue> made = makeQueues();
        if (made != null) {
            startWith(made);
        }
    }

    private void startWith(List<@Nullable Virtqueue> made) {
        synchronized (this) {
            queues = made;
            started = true;
        }
        device.start(driverFeatures, made);
    }

    private @Nullable List<@Nullable Virtqueue> makeQueues() {
        boolean packed = (driverFeatures & VirtioFeature.PACKED_RING) != 0;
        RingFeatures features = new RingFeatures(
                packed,
                (driverFeatures & VirtioFeature.INDIRECT_DESCRIPTORS) != 0,
                (driverFeatures & VirtioFeature.EVENT_INDEX) != 0);
        List<@Nullable Virtqueue> made = new ArrayList<>();
        for (int i = 0; i < registers.length; i++) {
            Virtqueue queue = null;
            if (registers[i].enabled) {
                queue = Virtqueue.of(memory, registers[i].layout(i), features, this);
                if (queue == null) {
                    return null;
                }
            }
            made.add(queue);
        }
        return Collections.unmodifiableList(made);
    }

    @Override
    public GuestMemory memory() {
        return memory;
    }

    @Override
    public Logger log() {
        return log;
    }

    @Override
    public void wake() {
        worker.kick();
    }

    @Override
    public void watch(Fd fd, int readiness) {
        worker.watch(fd, readiness);
    }

    @Override
    public void unwatch(Fd fd) {
        worker.unwatch(fd);
    }

    @Override
    public void configChanged() {
        if ((status & DeviceStatus.DRIVER_OK) != 0) {
            interrupts.raise(configVector, Interrupts.CONFIGURATION);
        }
    }

    @Override
    public void broken(String why) {
        if (broken.getAndSet(true)) {
            return;
        }
        complain("{0} needs a reset, as its driver asks for what cannot be: {1}", why);
        // The driver is to notice (2.1.2).
        configChanged();
    }

    /** A driver that goes wrong again and again does not fill the log. */
    private void complain(String format, String why) {
        if (complaints.incrementAndGet() <= MOST_COMPLAINTS) {
            log.log(Level.WARNING, format, name, why);
        }
    }

    @Override
    public void used(int queue) {
        interrupts.raise(registers[queue].vector, Interrupts.QUEUE);
    }

    @Override
    public void idle() {
        if (resetRequested) {
            wake();
        }
    }

    void requestPause() {
        pausing = true;
        device.requestPause();
    }

    void awaitPaused() {
        synchronized (this) {
            Uninterruptible.await(this, () -> !stepping);
        }
        device.awaitPaused();
    }

    void resume() {
        synchronized (this) {
            if (!pausing) {
                return;
            }
            if (resetRequested) {
                forgetChains();
            }
        }
        device.resume();
        pausing = false;
        worker.start();
        wake();
    }

    private void forgetChains() {
        for (Virtqueue queue : queues) {
            if (queue != null) {
                queue.forget();
            }
        }
    }

    /** Power-on state. While paused. */
    synchronized void reset() {
        forgetChains();
        clear();
    }

    synchronized void save(StateWriter out) {
        out.put("status", status);
        out.put("broken", broken.get());
        out.put("resetRequested", resetRequested);
        out.put("features", driverFeatures);
        out.put("selects", new int[] {deviceFeatureSelect, driverFeatureSelect, queueSelect});
        out.put("configVector", configVector);
        out.put("generation", device.config().generation());
        out.put("isr", interrupts.status());
        out.put("queues", QueueState.registers(registers));
        byte[] loaded = savedRings;
        out.put("rings", loaded != null ? loaded : QueueState.rings(started ? queues : List.of()));
        device.save(out);
    }

    synchronized void load(StateReader in) throws StateException {
        forgetChains();
        clear();
        status = in.getInt("status", 0, 0xff) & DeviceStatus.BY_DRIVER;
        broken.set(in.getBoolean("broken"));
        resetRequested = in.getBoolean("resetRequested");
        driverFeatures = in.getLong("features");
        int[] selects = new int[3];
        in.getInts("selects", selects);
        deviceFeatureSelect = selects[0];
        driverFeatureSelect = selects[1];
        queueSelect = selects[2] & 0xffff;
        configVector = interrupts.vector(in.getInt("configVector", 0, QueueRegisters.NO_VECTOR));
        int generation = in.getInt("generation", 0, 0xff);
        interrupts.setStatus(in.getInt("isr", 0, Interrupts.QUEUE | Interrupts.CONFIGURATION));
        QueueState.load(in, "queues", registers);
        for (QueueRegisters queue : registers) {
            queue.vector = interrupts.vector(queue.vector);
        }
        byte[] rings = in.getBytes("rings", QueueState.MOST_BYTES);
        QueueState.check(rings, registers.length);
        savedRings = rings;
        boolean ready = (status & DeviceStatus.DRIVER_OK) != 0;
        String refusal = (status & DeviceStatus.FEATURES_OK) == 0 ? null : refusal(driverFeatures);
        if (refusal != null || ready && (status & DeviceStatus.FEATURES_OK) == 0 || !ready && rings.length > 0) {
            throw new StateException("The saved state of a virtio device is one that no driver brings it into"
                    + (refusal == null ? "." : ": " + refusal + "."));
        }
        device.load(in);
        device.config().setGeneration(generation);
    }

    /** Makes the queues of a saved state, once all memory is in its place. */
    void afterLoad() {
        byte[] rings = savedRings;
        savedRings = null;
        if (rings == null || rings.length == 0) {
            return;
        }
        List<@Nullable Virtqueue> made = makeQueues();
        if (made == null) {
            return;
        }
        try {
            QueueState.restore(rings, made);
        } catch (IOException e) {
            broken("the saved state of its queues is cut short");
        }
        startWith(made);
    }

    /** Ends the worker, and lets go of guest memory and back ends. */
    void close() {
        requestPause();
        awaitPaused();
        worker.close();
        device.close();
    }
}
