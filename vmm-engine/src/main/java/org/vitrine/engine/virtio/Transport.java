package org.vitrine.engine.virtio;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.linux.Fd;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.pci.PciLink;
import org.vitrine.engine.thread.Uninterruptible;
import org.vitrine.engine.virtio.ring.RingOwner;

/**
 * What becomes of a device when its driver starts it (Virtual I/O Device 1.2, 3.1), resets it (2.4) or asks for what cannot be, and when the machine pauses or is
 * saved. A vCPU only leaves what it wants in a register; the worker starts the device and makes it work. A reset that needs not wait for chains under way is
 * done at once, since some firmware does not wait for it.
 *
 * <p>One lock, the monitor of the {@link CommonConfiguration}, guards registers and state; the model is called under it by {@link VirtioDevice#stop} alone, and, while
 * paused, to be saved and loaded. What the model calls takes no lock.
 */
final class Transport implements CommonConfiguration.Effects, VirtioBus, RingOwner {
    /** Lines of the log that a device may fill in its life. */
    private static final int MOST_COMPLAINTS = 16;

    private final String name;
    private final GuestMemory memory;
    private final Logger log;
    private final VirtioDevice device;
    private final PciLink link;
    private final Interrupts interrupts;
    private final CommonConfiguration common;
    private final CommandWorker worker;
    private final AtomicInteger complaints = new AtomicInteger();

    private Virtqueues queues = Virtqueues.NONE;
    private boolean started;
    private boolean stepping;
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
        common = new CommonConfiguration(device, interrupts, this);
        worker = workers.make(this::step);
        device.attach(this);
    }

    Interrupts interrupts() {
        return interrupts;
    }

    CommonConfiguration common() {
        return common;
    }

    CommandWorker worker() {
        return worker;
    }

    @Override
    public void driverReady() {
        wake();
    }

    @Override
    public void resetWritten() {
        synchronized (common) {
            if (!stepping && !pausing && queues.isIdle()) {
                clear();
                return;
            }
            common.setResetPending();
        }
        wake();
    }

    /** Back to what it was before the driver came. Under the lock; nothing is under way. */
    private void clear() {
        if (started) {
            device.stop();
        }
        started = false;
        savedRings = null;
        queues = Virtqueues.NONE;
        common.reset();
        interrupts.take();
    }

    /** Does what is to be done next, on the worker's thread; false if there is nothing. */
    private boolean step() {
        boolean starts;
        synchronized (common) {
            if (pausing) {
                return false;
            }
            if (common.isResetPending()) {
                if (queues.isIdle()) {
                    clear();
                }
                return false;
            }
            if (!common.isReady() || common.needsReset() || !link.busMaster()) {
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
            synchronized (common) {
                stepping = false;
                common.notifyAll();
            }
        }
        return more || starts || common.isResetPending();
    }

    /** The driver is ready: makes the queues. */
    private void start() {
        Virtqueues made = Virtqueues.make(common, memory, this);
        if (made != null) {
            startWith(made);
        }
    }

    /** Only the worker, or while paused. */
    private void startWith(Virtqueues made) {
        synchronized (common) {
            queues = made;
            started = true;
        }
        device.start(common.features(), made.all());
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
        if (common.isReady()) {
            interrupts.raise(common.configVector(), Interrupts.CONFIGURATION);
        }
    }

    @Override
    public void featuresRefused(String why) {
        complain("{0} refuses the features of its driver: {1}", why);
    }

    @Override
    public void broken(String why) {
        if (common.setNeedsReset()) {
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
        interrupts.raise(common.queues()[queue].vector(), Interrupts.QUEUE);
    }

    @Override
    public void idle() {
        if (common.isResetPending()) {
            wake();
        }
    }

    void requestPause() {
        pausing = true;
        device.requestPause();
    }

    void awaitPaused() {
        synchronized (common) {
            Uninterruptible.await(common, () -> !stepping);
        }
        device.awaitPaused();
    }

    void resume() {
        synchronized (common) {
            if (!pausing) {
                return;
            }
            if (common.isResetPending()) {
                queues.forgetChains();
            }
        }
        device.resume();
        pausing = false;
        worker.start();
        wake();
    }

    /** Power-on state. While paused. */
    void reset() {
        synchronized (common) {
            queues.forgetChains();
            clear();
        }
    }

    void save(StateWriter out) {
        synchronized (common) {
            common.save(out);
            out.put("generation", device.config().generation());
            out.put("isr", interrupts.status());
            byte[] loaded = savedRings;
            out.put("rings", loaded != null ? loaded : QueueState.rings(queues.all()));
            device.save(out);
        }
    }

    void load(StateReader in) throws StateException {
        synchronized (common) {
            queues.forgetChains();
            clear();
            common.load(in);
            int generation = in.getInt("generation", 0, 0xff);
            interrupts.setStatus(in.getInt("isr", 0, Interrupts.QUEUE | Interrupts.CONFIGURATION));
            byte[] rings = in.getBytes("rings", QueueState.MOST_BYTES);
            QueueState.check(rings, device.queues());
            if (rings.length > 0 && !common.isReady()) {
                throw QueueState.impossible(null);
            }
            savedRings = rings;
            device.load(in);
            device.config().setGeneration(generation);
        }
    }

    /** Makes the queues of a saved state, once all memory is in its place. */
    void afterLoad() {
        byte[] rings = savedRings;
        savedRings = null;
        if (rings == null || rings.length == 0) {
            return;
        }
        Virtqueues made = Virtqueues.make(common, memory, this);
        if (made == null) {
            return;
        }
        try {
            QueueState.restore(rings, made.all());
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
