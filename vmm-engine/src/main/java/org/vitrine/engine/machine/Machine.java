package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.Display;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.image.block.GuestDisk;
import org.vitrine.engine.pci.PciFunction;
import org.vitrine.engine.pci.SlotListener;
import org.vitrine.engine.storage.MachineDirectory;

/**
 * A machine's life: created → running ⇄ paused → stopped.
 *
 * <p>One control thread does all that changes the run state, in the order in which it was asked for; vCPU and device threads only leave
 * requests. So no two changes ever meet, and no lock is held while vCPUs are awaited.
 */
public final class Machine implements MachineControl, AutoCloseable {
    private static final Logger LOG = System.getLogger(Machine.class.getName());

    private final Hardware hardware;
    private final ControlThread control = new ControlThread(this::taskFailed);
    private final List<MachineListener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<Void> successor = new CompletableFuture<>();
    private final TripleFaults tripleFaults = new TripleFaults();
    private final AtomicBoolean resetPending = new AtomicBoolean();
    /** Held by whoever works on snapshots or changes the hardware. */
    private final ReentrantLock snapshotWork = new ReentrantLock();

    private final Standstill standstill;
    private final LiveConfig configuration;
    private final DisposableOverlays thrownAway;
    private final MachineStorage storage;
    private final MachineNetworks networks;
    private final Snapshots snapshots;
    private volatile RunState state = RunState.PRELAUNCH;

    /** What the hardware tells the machine; a vCPU that makes such a request parks by itself. */
    final class Requests implements VcpuThread.Owner {

        void reset() {
            requestGuestReset();
        }

        void powerOff() {
            hardware.vcpus().requestPause();
            control.submitForGuest(() -> end(new Outcome(Cause.GUEST_SHUTDOWN, null)));
        }

        void panicked(boolean crashLoaded) {
            if (!crashLoaded) {
                hardware.vcpus().requestPause();
            }
            control.submitForGuest(() -> holdAfterPanic(crashLoaded));
        }

        /** The host failed a request of a disk, which is asked for again when the machine goes on. */
        void diskFailed(GuestDisk disk, boolean write, IOException why) {
            String reason = String.valueOf(why.getMessage());
            LOG.log(Level.ERROR, "The disk {0} failed, and the machine is paused: {1}", disk.id(), reason);
            listeners.forEach(listener -> listener.diskFailed(disk.id(), write, disk.status(), reason));
            control.submit(Machine.this::holdAfterDiskFailure);
        }

        /** What the guest makes of the devices in the slots, once it runs. */
        SlotListener slots() {
            return new SlotListener() {
                @Override
                public void ejected(List<PciFunction> device) {
                    storage.hotPlug().ejected(device);
                }

                @Override
                public void kept(List<PciFunction> device) {
                    storage.hotPlug().kept(device);
                }
            };
        }

        /** The host refused to keep the UEFI variables, which is tried again when the machine goes on. */
        void nvramFailed(IOException why) {
            String reason = String.valueOf(why.getMessage());
            LOG.log(Level.ERROR, reason);
            listeners.forEach(listener -> listener.diskFailed("nvram", true, GuestDisk.IoStatus.FAILED, reason));
            control.submit(Machine.this::holdAfterDiskFailure);
        }

        /** What carries a network has failed, and its interface's link is down. */
        void networkFailed(String id, String why) {
            LOG.log(Level.ERROR, "The network {0} failed: {1}", id, why);
            listeners.forEach(listener -> listener.networkFailed(id, why));
        }

        void trayMoved(String driveId, boolean open) {
            listeners.forEach(listener -> listener.trayMoved(driveId, open));
        }

        @Override
        public void tripleFault(VcpuThread vcpu) {
            hardware.vcpus().requestPause();
            LOG.log(
                    Level.INFO,
                    "vCPU {0} triple-faulted, which resets the machine",
                    vcpu.vcpu().id());
            control.submitForGuest(() -> {
                if (tripleFaults.another(hardware.vcpus().exits())) {
                    fail(
                            "The guest triple-faults again and again without getting anywhere. Check that its system fits this machine.");
                } else {
                    requestGuestReset();
                }
            });
        }

        @Override
        public void failed(VcpuThread vcpu, String why) {
            hardware.vcpus().requestPause();
            control.submit(() -> {
                hardware.pause();
                fail("KVM cannot run the guest further: " + why + ".\n"
                        + vcpu.vcpu().registers());
            });
        }
    }

    /** Builds the hardware, which is given the means to make requests. */
    @FunctionalInterface
    interface Builder {
        Hardware build(Requests requests) throws MachineException;
    }

    Machine(MachineConfig config, Path machineFile, Builder builder) throws MachineException {
        Hardware built = null;
        try {
            built = builder.build(new Requests());
            built.reset();
        } catch (MachineException | RuntimeException e) {
            control.close();
            if (built != null) {
                built.close();
            }
            throw e;
        }
        this.hardware = built;
        this.standstill = new Standstill(control, hardware, this::state);
        Owner owner = new Owner();
        MachineDirectory directory = new MachineDirectory(machineFile);
        this.configuration = new LiveConfig(config, directory);
        this.thrownAway = new DisposableOverlays(directory, config.lifeCycle().disposable());
        this.storage = new MachineStorage(
                owner, hardware.storage(), hardware.networks(), configuration, thrownAway, snapshotWork);
        this.networks = new MachineNetworks(owner, hardware.networks(), configuration, snapshotWork);
        this.snapshots = new Snapshots(owner, directory, thrownAway, snapshotWork);
    }

    /**
     * Makes the machine that a configuration describes, ready to {@link #resume}.
     *
     * @param config checked, with absolute paths
     * @param machineFile where the configuration is; its snapshots are beside it
     * @param runtimeDirectory for the sockets of devices, open to its owner alone
     * @throws MachineException with a sentence for the user if this host cannot run it
     */
    public static Machine create(MachineConfig config, Path machineFile, Path runtimeDirectory)
            throws MachineException {
        return new Machine(config, machineFile, requests -> Q35.build(config, machineFile, runtimeDirectory, requests));
    }

    /** Completes when the machine has ended; everything stands still then, and {@link #close} may follow. */
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    @Override
    public String name() {
        return configuration.now().name();
    }

    @Override
    public UUID uuid() {
        return configuration.now().uuid();
    }

    @Override
    public RunState state() {
        return state;
    }

    @Override
    public void pause() {
        ControlThread.await(control.submit(() -> {
            if (state == RunState.RUNNING) {
                hardware.pause();
                state = RunState.PAUSED;
                listeners.forEach(MachineListener::stopped);
            }
        }));
    }

    @Override
    public void resume() {
        ControlThread.await(control.submit(() -> {
            if (state.canResume()) {
                state = RunState.RUNNING;
                hardware.resume();
                listeners.forEach(MachineListener::resumed);
            }
        }));
    }

    @Override
    public void reset(Cause cause) {
        ControlThread.await(requestReset(cause));
    }

    private void requestGuestReset() {
        hardware.vcpus().requestPause();
        if (resetPending.compareAndSet(false, true)) {
            control.submitForGuest(() -> {
                resetPending.set(false);
                resetNow(Cause.GUEST_RESET);
            });
        }
    }

    private Future<?> requestReset(Cause cause) {
        hardware.vcpus().requestPause();
        return control.submit(() -> resetNow(cause));
    }

    private void resetNow(Cause cause) {
        if (state == RunState.SHUTDOWN || state == RunState.INTERNAL_ERROR) {
            return;
        }
        hardware.pause();
        try {
            hardware.reset();
        } catch (MachineException e) {
            fail(e.getMessage());
            return;
        }
        listeners.forEach(listener -> listener.reset(cause));
        if (state == RunState.GUEST_PANICKED) {
            state = RunState.RUNNING;
        }
        if (state == RunState.RUNNING) {
            hardware.resume();
        }
    }

    /** What {@link Snapshots} and {@link MachineStorage} may do with the machine. */
    private final class Owner implements Snapshots.Owner, MachineStorage.Owner {
        @Override
        public Hardware hardware() {
            return hardware;
        }

        @Override
        public RunState state() {
            return state;
        }

        @Override
        public <T> T whileStill(Snapshots.Still<T> action) throws MachineException, IOException {
            return standstill.run(action);
        }

        @Override
        public MachineConfig config() {
            return configuration.now();
        }

        @Override
        public void becomes(boolean running, Optional<UUID> snapshot) {
            if (state == RunState.RUNNING) {
                listeners.forEach(MachineListener::stopped);
            }
            state = running ? RunState.RUNNING : RunState.PAUSED;
            snapshot.ifPresent(id -> listeners.forEach(listener -> listener.reverted(id)));
            if (running) {
                listeners.forEach(MachineListener::resumed);
            }
        }

        @Override
        public void deviceDeleted(String id) {
            listeners.forEach(listener -> listener.deviceDeleted(id));
        }

        @Override
        public void unplugRefused(String id) {
            listeners.forEach(listener -> listener.unplugRefused(id));
        }

        @Override
        public void endSaved() {
            end(new Outcome(Cause.HOST_QMP_QUIT, null));
        }

        @Override
        public void endReverted(UUID snapshot, boolean goesOn) {
            listeners.forEach(listener -> listener.reverted(snapshot));
            end(new Outcome(Cause.SNAPSHOT_LOAD, null, goesOn));
        }

        @Override
        public void awaitSuccessor() throws MachineException {
            try {
                if (outcome.join().goesOn()) {
                    successor.join();
                }
            } catch (CompletionException e) {
                throw new MachineException(
                        "The machine is as it was in the snapshot, but cannot be started: " + reason(e), e);
            }
        }

        @Override
        public void memoryDamaged(String why) {
            LOG.log(Level.ERROR, "{0} The machine is paused", why);
            control.submit(() -> {
                if (state == RunState.RUNNING) {
                    hardware.pause();
                    state = RunState.PAUSED;
                    listeners.forEach(MachineListener::stopped);
                }
                listeners.forEach(listener -> listener.memoryDamaged(why));
            });
        }

        @Override
        public void treeChanged() {
            listeners.forEach(MachineListener::snapshotsChanged);
        }
    }

    private static String reason(CompletionException e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    /** Completes when the machine that was assembled in this one's place runs, or could not be. */
    public CompletableFuture<Void> successor() {
        return successor;
    }

    @Override
    public SnapshotControl snapshots() {
        return snapshots;
    }

    /**
     * Lets a new machine run: from the state that it was saved in, if it was, else from power-on.
     *
     * @throws MachineException with a sentence if it was saved and that state cannot be used; nothing is lost
     */
    public void start() throws MachineException {
        boolean resumed;
        try {
            resumed = snapshots.resumeSaved();
        } catch (IOException e) {
            throw new MachineException(String.valueOf(e.getMessage()), e);
        }
        if (!resumed) {
            resume();
        }
    }

    @Override
    public void pressPowerButton() {
        hardware.pressPowerButton();
        listeners.forEach(MachineListener::powerdown);
    }

    @Override
    public void quit(Cause cause) {
        control.submit(() -> end(new Outcome(cause, null)));
    }

    private void holdAfterPanic(boolean crashLoaded) {
        if (!crashLoaded && state == RunState.RUNNING) {
            hardware.pause();
            state = RunState.GUEST_PANICKED;
        }
        listeners.forEach(listener -> listener.guestPanicked(crashLoaded));
    }

    private void holdAfterDiskFailure() {
        if (state == RunState.RUNNING) {
            hardware.pause();
            state = RunState.IO_ERROR;
            listeners.forEach(MachineListener::stopped);
        }
    }

    private void fail(String why) {
        LOG.log(Level.ERROR, why);
        state = RunState.INTERNAL_ERROR;
        end(new Outcome(Cause.HOST_ERROR, why));
    }

    private void end(Outcome how) {
        if (outcome.isDone()) {
            return;
        }
        hardware.pause();
        if (state != RunState.INTERNAL_ERROR) {
            state = RunState.SHUTDOWN;
        }
        listeners.forEach(how.goesOn() ? MachineListener::stopped : listener -> listener.shutdown(how.cause()));
        outcome.complete(how);
    }

    private void taskFailed(Throwable e) {
        LOG.log(Level.ERROR, "The machine's control thread failed", e);
        fail("Vitrine failed to control the guest: " + e.getMessage());
    }

    @Override
    public List<CpuInfo> cpus() {
        return hardware.vcpus().threads().stream()
                .map(thread -> new CpuInfo(thread.vcpu().id(), thread.threadId()))
                .toList();
    }

    @Override
    public void key(String qcode, boolean down) throws MachineException {
        hardware.input().key(qcode, down);
    }

    @Override
    public void movePointer(int dx, int dy, int wheel) {
        hardware.input().movePointer(dx, dy, wheel);
    }

    @Override
    public void button(String button, boolean down) throws MachineException {
        hardware.input().button(button, down);
    }

    @Override
    public Frame capture() throws MachineException {
        Display display = hardware.display();
        if (display == null) {
            throw new MachineException("This machine has no display. Add one to its configuration.");
        }
        return display.capture();
    }

    @Override
    public StorageControl storage() {
        return storage;
    }

    @Override
    public NetworkControl networks() {
        return networks;
    }

    @Override
    public ConfigControl configuration() {
        return configuration;
    }

    @Override
    public void addListener(MachineListener listener) {
        listeners.add(listener);
    }

    /** Ends the machine if it has not ended, and frees all that it held. */
    @Override
    public void close() {
        quit(Cause.HOST_QMP_QUIT);
        outcome.join();
        storage.close();
        control.close();
        snapshots.close();
        hardware.close();
        thrownAway.close();
    }
}
