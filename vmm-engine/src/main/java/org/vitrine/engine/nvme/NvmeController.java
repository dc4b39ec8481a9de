package org.vitrine.engine.nvme;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.vitrine.engine.bus.RegisterBlock;
import org.vitrine.engine.device.CommandWorker;
import org.vitrine.engine.device.RegisterMap;
import org.vitrine.engine.device.StateException;
import org.vitrine.engine.device.StateReader;
import org.vitrine.engine.device.StateWriter;
import org.vitrine.engine.image.block.DiskBackend;
import org.vitrine.engine.memory.GuestMemory;
import org.vitrine.engine.pci.PciLink;
import org.vitrine.engine.thread.Uninterruptible;

/**
 * A controller: its registers (NVM Express 1.4, 3.1), and what becomes of it when the guest enables, resets or shuts it down (7.6). A vCPU
 * only leaves what it wants in a register; the worker does it, one step after the other.
 *
 * <p>One lock, this object's monitor, guards the registers. Doorbells do not take it. Commands are carried out by the worker without it.
 */
final class NvmeController implements RegisterMap.Handler<NvmeRegister> {
    /** Length of BAR 0 in bytes, the least that is allowed. */
    static final int SIZE = 0x4000;

    /** CAP: MQES, CQR, TO 15 s, the NVM command set; doorbells 4 bytes apart, pages of 4 KiB only. */
    private static final long CAPABILITIES = Queues.MOST_ENTRIES - 1 | 1 << 16 | 30 << 24 | 1L << 37;

    private static final int STATUS_READY = 1;
    private static final int STATUS_FATAL = 2;
    private static final int STATUS_SHUTDOWN_SHIFT = 2;

    private static final int QUEUE_SIZES = 0x0fff_0fff;
    private static final long QUEUE_ALIGNMENT = -DataPointer.PAGE;
    private static final long WHOLE_DOORBELL = 0xffff_ffffL;

    /** CSTS.SHST. */
    private enum Shutdown {
        NONE,
        UNDER_WAY,
        COMPLETE
    }

    /** What the worker does next. */
    private enum Step {
        WAIT,
        RESET,
        START,
        FLUSH,
        COMMANDS
    }

    private final GuestMemory memory;
    private final Logger log;
    private final String name;
    private final DiskBackend disk;
    private final Namespace namespace;
    private final RegisterMap<NvmeRegister> registers = new RegisterMap<>(NvmeRegister.class, SIZE, 0, this);
    private final Queues queues = new Queues();
    private final AsyncEvents events = new AsyncEvents();
    private final ErrorLog errors = new ErrorLog();
    private final Health health = new Health();
    private final Features features;
    private final ShadowDoorbells shadow;
    private final Interrupts interrupts;
    private final Doorbells doorbells;
    private final CommandProcessor processor;
    private final QueueCommands queueCommands;
    private final AdminCommands admin;
    private final IoCommands io;
    private final CommandWorker worker;

    private int configuration;
    private int adminQueueSizes;
    private long adminSubmissionQueue;
    private long adminCompletionQueue;
    private boolean ready;
    private boolean stepping;
    private boolean flushing;
    private boolean complained;
    private volatile boolean fatal;
    private volatile boolean resetRequested;
    private volatile Shutdown shutdown = Shutdown.NONE;
    private volatile boolean pausing = true;

    /**
     * Makes a controller in power-on state, paused.
     *
     * @param name for the log
     * @param identity Identify Controller's data
     */
    NvmeController(
            String name,
            GuestMemory memory,
            PciLink bus,
            Logger log,
            byte[] identity,
            Namespace namespace,
            CommandWorker.Factory workers) {
        this.name = name;
        this.memory = memory;
        this.log = log;
        this.namespace = namespace;
        this.disk = namespace.disk();
        this.features = new Features(disk.hasWriteCache());
        this.shadow = new ShadowDoorbells(memory);
        this.interrupts = new Interrupts(bus, queues, shadow);
        this.doorbells = new Doorbells(queues, interrupts, shadow, events, this::wake);
        this.processor = new CommandProcessor(memory, bus, queues, interrupts, shadow, events, errors, this);
        this.queueCommands = new QueueCommands(memory, bus, queues, interrupts, this::configuration, processor);
        LogPages logPages = new LogPages(memory, namespace, features, health, errors, events);
        this.admin = new AdminCommands(
                memory, identity, namespace, queues, queueCommands, features, logPages, events, shadow, processor);
        this.io = new IoCommands(memory, namespace, features, health);
        this.worker = workers.make(this::step);
    }

    /** What BAR 0 shows, {@value #SIZE} bytes. */
    RegisterBlock registers() {
        return registers;
    }

    private synchronized int configuration() {
        return configuration;
    }

    @Override
    public long read(NvmeRegister register, int index) {
        return switch (register) {
            case CAPABILITIES -> CAPABILITIES;
            case VERSION -> ControllerIdentity.VERSION;
            case INTERRUPT_MASK_SET, INTERRUPT_MASK_CLEAR -> interrupts.mask();
            case DOORBELL -> 0;
            default -> readLocked(register);
        };
    }

    private synchronized long readLocked(NvmeRegister register) {
        return switch (register) {
            case CONFIGURATION -> configuration;
            case STATUS ->
                (ready ? STATUS_READY : 0) | (fatal ? STATUS_FATAL : 0) | shutdown.ordinal() << STATUS_SHUTDOWN_SHIFT;
            case ADMIN_QUEUE_ATTRIBUTES -> adminQueueSizes;
            case ADMIN_SUBMISSION_QUEUE -> adminSubmissionQueue;
            case ADMIN_COMPLETION_QUEUE -> adminCompletionQueue;
            default -> 0;
        };
    }

    @Override
    public void write(NvmeRegister register, int index, long value, long mask) {
        switch (register) {
            case DOORBELL -> {
                if (mask == WHOLE_DOORBELL) {
                    doorbells.ring(index, (int) value);
                }
            }
            case INTERRUPT_MASK_SET -> interrupts.changeMask((int) value, 0);
            case INTERRUPT_MASK_CLEAR -> interrupts.changeMask(0, (int) value);
            case CAPABILITIES, VERSION, STATUS -> {}
            case CONFIGURATION -> {
                configure(value, mask);
                wake();
            }
            case ADMIN_QUEUE_ATTRIBUTES, ADMIN_SUBMISSION_QUEUE, ADMIN_COMPLETION_QUEUE ->
                placeAdminQueues(register, value, mask);
        }
    }

    private synchronized void configure(long value, long mask) {
        int before = configuration;
        configuration = RegisterMap.merge(before, value, mask) & Configuration.WRITABLE;
        if (Configuration.enabled(before) && !Configuration.enabled(configuration)) {
            resetRequested = true;
        }
        if (!Configuration.shutdown(before) && Configuration.shutdown(configuration)) {
            shutdown = Shutdown.UNDER_WAY;
        }
    }

    /** Where the admin queues are must not change while they are in use. */
    private synchronized void placeAdminQueues(NvmeRegister register, long value, long mask) {
        if (Configuration.enabled(configuration)) {
            return;
        }
        switch (register) {
            case ADMIN_QUEUE_ATTRIBUTES ->
                adminQueueSizes = RegisterMap.merge(adminQueueSizes, value, mask) & QUEUE_SIZES;
            case ADMIN_SUBMISSION_QUEUE ->
                adminSubmissionQueue = RegisterMap.merge(adminSubmissionQueue, value, mask) & QUEUE_ALIGNMENT;
            default -> adminCompletionQueue = RegisterMap.merge(adminCompletionQueue, value, mask) & QUEUE_ALIGNMENT;
        }
    }

    /** Does what is to be done next, on the calling thread; false if there is nothing. */
    private boolean step() {
        Step next;
        synchronized (this) {
            next = pausing ? Step.WAIT : nextStep();
            if (next == Step.WAIT) {
                return false;
            }
            stepping = true;
        }
        boolean progress = false;
        try {
            progress = perform(next);
        } catch (RuntimeException | Error e) {
            fail("a step failed: " + e);
        } finally {
            synchronized (this) {
                stepping = false;
                notifyAll();
            }
        }
        return progress;
    }

    private Step nextStep() {
        if (resetRequested) {
            processor.forgetAgain();
            return processor.isIdle() && !flushing ? Step.RESET : Step.WAIT;
        }
        if (fatal) {
            return Step.WAIT;
        }
        if (Configuration.enabled(configuration) && !ready) {
            return Step.START;
        }
        if (shutdown == Shutdown.UNDER_WAY && processor.isIdle()) {
            return flushing ? Step.WAIT : Step.FLUSH;
        }
        return ready ? Step.COMMANDS : Step.WAIT;
    }

    private boolean perform(Step step) {
        switch (step) {
            case RESET -> resetController();
            case START -> start();
            case FLUSH -> flush();
            default -> {
                return processor.round(admin, queueCommands, io);
            }
        }
        return true;
    }

    /** CC.EN was set: makes the admin queues. */
    private synchronized void start() {
        int submissions = (adminQueueSizes & 0xfff) + 1;
        int completions = (adminQueueSizes >>> 16) + 1;
        if (!Configuration.supported(configuration)
                || submissions < 2
                || completions < 2
                || !memory.contains(adminSubmissionQueue, (long) submissions * Command.BYTES)
                || !memory.contains(adminCompletionQueue, (long) completions * CompletionQueue.ENTRY_BYTES)) {
            fail("it was enabled with a configuration that does not exist, or with queues outside memory");
            return;
        }
        CompletionQueue answers = new CompletionQueue(0, adminCompletionQueue, completions, 0, true);
        queues.add(answers);
        queues.add(new SubmissionQueue(0, adminSubmissionQueue, submissions, answers));
        ready = true;
    }

    /** CC.EN was cleared, and all that was under way has ended. Admin queue registers stay. */
    private synchronized void resetController() {
        clear();
        if (!Configuration.enabled(configuration)) {
            configuration = 0;
        }
    }

    private void clear() {
        queues.clear();
        shadow.reset();
        processor.reset();
        events.reset();
        features.reset();
        ready = false;
        fatal = false;
        resetRequested = false;
        shutdown = Shutdown.NONE;
        flushing = false;
        interrupts.changeMask(0, -1);
    }

    /** The guest shuts down, and nothing is under way: what it wrote is brought onto the medium. */
    private void flush() {
        synchronized (this) {
            flushing = true;
        }
        disk.flush(failure -> {
            synchronized (this) {
                flushing = false;
                shutdown = Shutdown.COMPLETE;
            }
            wake();
        });
    }

    /** Stops until the guest resets the controller: nothing sensible can be done. Any thread. */
    void fail(String why) {
        boolean first;
        synchronized (this) {
            fatal = true;
            first = !complained;
            complained = true;
        }
        if (first) {
            log.log(Level.WARNING, "{0} stopped, as its guest drives it into an impossible state: {1}", name, why);
        }
    }

    /** Whether the disk must be asked for nothing more. Any thread. */
    boolean halted() {
        return pausing || resetRequested || fatal;
    }

    /** Whether commands stay in their queues. Any thread. */
    boolean takesNoCommands() {
        return halted() || shutdown == Shutdown.UNDER_WAY;
    }

    /** Whether the worker waits until the disk has completed everything. Any thread. */
    boolean awaitsIdle() {
        return resetRequested || shutdown == Shutdown.UNDER_WAY;
    }

    /** There may be something to do. Any thread, takes no lock. */
    void wake() {
        worker.kick();
    }

    /** Identify Namespace has other data now. While paused. */
    void namespaceChanged() {
        namespace.noteChange();
        if (features.noticesNamespaces()) {
            events.raise(AsyncEvents.Kind.NOTICE, AsyncEvents.NAMESPACE_CHANGED);
        }
    }

    /** The guest chose another kind of interrupts, or allowed bus mastering. */
    void busChanged() {
        interrupts.updatePin();
        wake();
    }

    void requestPause() {
        pausing = true;
        disk.requestPause();
    }

    void awaitPaused() {
        synchronized (this) {
            Uninterruptible.await(this, () -> !stepping);
        }
        disk.awaitPaused();
    }

    void resume() {
        synchronized (this) {
            if (!pausing) {
                return;
            }
            // What the disk had not completed it has forgotten.
            flushing = false;
            processor.askAnew();
            pausing = false;
        }
        disk.resume();
        worker.start();
        worker.kick();
    }

    /** Power-on state. While paused. */
    synchronized void reset() {
        clear();
        health.reset();
        errors.reset();
        namespace.changesSeen();
        configuration = 0;
        adminQueueSizes = 0;
        adminSubmissionQueue = 0;
        adminCompletionQueue = 0;
    }

    synchronized void save(StateWriter out) {
        out.put("cc", configuration);
        out.put("aqa", adminQueueSizes);
        out.put("asq", adminSubmissionQueue);
        out.put("acq", adminCompletionQueue);
        out.put("ready", ready);
        out.put("fatal", fatal);
        out.put("resetRequested", resetRequested);
        out.put("shutdown", shutdown.ordinal());
        out.put("mask", interrupts.mask());
        shadow.save(out);
        features.save(out);
        health.save(out);
        errors.save(out);
        namespace.save(out);
        new QueueState(queues, processor, events).save(out);
    }

    /** @param version of the state */
    synchronized void load(StateReader in, int version) throws StateException {
        clear();
        configuration = in.getInt("cc") & Configuration.WRITABLE;
        adminQueueSizes = in.getInt("aqa") & QUEUE_SIZES;
        adminSubmissionQueue = in.getLong("asq") & QUEUE_ALIGNMENT;
        adminCompletionQueue = in.getLong("acq") & QUEUE_ALIGNMENT;
        ready = in.getBoolean("ready");
        fatal = in.getBoolean("fatal");
        resetRequested = in.getBoolean("resetRequested");
        shutdown = Shutdown.values()[in.getInt("shutdown", 0, Shutdown.COMPLETE.ordinal())];
        interrupts.changeMask(in.getInt("mask"), 0);
        shadow.load(in);
        features.load(in);
        health.load(in);
        errors.load(in);
        namespace.load(in, version);
        new QueueState(queues, processor, events).load(in, version);
        if (ready != (queues.submission(0) != null)) {
            throw new StateException("The saved state of nvme is ready without an admin queue, or has one and is not.");
        }
        if ((ready || fatal) && !Configuration.enabled(configuration) && !resetRequested) {
            throw new StateException("The saved state of nvme is ready, or has failed, although it is disabled.");
        }
    }

    /** Drives the pin as the loaded state has it. */
    void afterLoad() {
        interrupts.updatePin();
    }

    /** Ends the worker, and lets go of guest memory. The disk stays open. */
    void close() {
        requestPause();
        worker.close();
        awaitPaused();
    }
}
