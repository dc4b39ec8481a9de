package org.vitrine.engine.machine;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.device.Display;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.image.block.GuestDisk;

/**
 * A machine's life: created → running ⇄ paused → stopped.
 *
 * <p>One control thread does all that changes the run state, in the order in which it was asked for; vCPU and device threads only leave
 * requests. So no two changes ever meet, and no lock is held while vCPUs are awaited.
 */
public final class Machine implements MachineControl, AutoCloseable {
    private static final Logger LOG = System.getLogger(Machine.class.getName());

    private final MachineConfig config;
    private final Hardware hardware;
    private final ExecutorService control;
    private final List<MachineListener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final TripleFaults tripleFaults = new TripleFaults();
    private final AtomicBoolean resetPending = new AtomicBoolean();
    private volatile RunState state = RunState.PRELAUNCH;

    /** What the hardware tells the machine; a vCPU that makes such a request parks by itself. */
    final class Requests implements VcpuThread.Owner {

        void reset() {
            requestReset(Cause.GUEST_RESET);
        }

        void powerOff() {
            hardware.vcpus().requestPause();
            submit(() -> end(new Outcome(Cause.GUEST_SHUTDOWN, null)));
        }

        void panicked(boolean crashLoaded) {
            if (!crashLoaded) {
                hardware.vcpus().requestPause();
            }
            submit(() -> holdAfterPanic(crashLoaded));
        }

        /** The host failed a request of a disk, which is asked for again when the machine goes on. */
        void diskFailed(GuestDisk disk, boolean write, IOException why) {
            String reason = String.valueOf(why.getMessage());
            LOG.log(Level.ERROR, "The disk {0} failed, and the machine is paused: {1}", disk.id(), reason);
            listeners.forEach(listener -> listener.diskFailed(disk.id(), write, disk.status(), reason));
            submit(Machine.this::holdAfterDiskFailure);
        }

        void trayMoved(String driveId, boolean open) {
            listeners.forEach(listener -> listener.trayMoved(driveId, open));
        }

        @Override
        public void tripleFault(VcpuThread vcpu) {
            hardware.vcpus().requestPause();
            submit(() -> {
                if (tripleFaults.another(hardware.vcpus().exits())) {
                    fail(
                            "The guest triple-faults again and again without getting anywhere. Check that its system fits this machine.");
                } else {
                    requestReset(Cause.GUEST_RESET);
                }
            });
        }

        @Override
        public void failed(VcpuThread vcpu, String why) {
            hardware.vcpus().requestPause();
            submit(() -> {
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

    Machine(MachineConfig config, Builder builder) throws MachineException {
        this.config = config;
        this.control = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("machine-control").factory());
        Hardware built = null;
        try {
            built = builder.build(new Requests());
            built.reset();
        } catch (MachineException | RuntimeException e) {
            control.shutdown();
            if (built != null) {
                built.close();
            }
            throw e;
        }
        this.hardware = built;
    }

    /**
     * Makes the machine that a configuration describes, ready to {@link #resume}.
     *
     * @param config checked, with absolute paths
     * @param runtimeDirectory for the sockets of devices, open to its owner alone
     * @throws MachineException with a sentence for the user if this host cannot run it
     */
    public static Machine create(MachineConfig config, Path runtimeDirectory) throws MachineException {
        return new Machine(config, requests -> Q35.build(config, runtimeDirectory, requests));
    }

    /** Completes when the machine has ended; everything stands still then, and {@link #close} may follow. */
    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public UUID uuid() {
        return config.uuid();
    }

    @Override
    public RunState state() {
        return state;
    }

    @Override
    public void pause() {
        await(submit(() -> {
            if (state == RunState.RUNNING) {
                hardware.pause();
                state = RunState.PAUSED;
                listeners.forEach(MachineListener::stopped);
            }
        }));
    }

    @Override
    public void resume() {
        await(submit(() -> {
            if (state.canResume()) {
                state = RunState.RUNNING;
                hardware.resume();
                listeners.forEach(MachineListener::resumed);
            }
        }));
    }

    @Override
    public void reset(Cause cause) {
        await(requestReset(cause));
    }

    private Future<?> requestReset(Cause cause) {
        hardware.vcpus().requestPause();
        if (!resetPending.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        return submit(() -> {
            resetPending.set(false);
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
        });
    }

    @Override
    public void pressPowerButton() {
        hardware.pressPowerButton();
        listeners.forEach(MachineListener::powerdown);
    }

    @Override
    public void quit(Cause cause) {
        submit(() -> end(new Outcome(cause, null)));
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
        listeners.forEach(listener -> listener.shutdown(how.cause()));
        outcome.complete(how);
    }

    private Future<?> submit(Runnable task) {
        try {
            return control.submit(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.log(Level.ERROR, "The machine's control thread failed", e);
                    fail("Vitrine failed to control the guest: " + e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static void await(Future<?> done) {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
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
    public List<DriveInfo> drives() {
        return hardware.drives();
    }

    @Override
    public List<DiskInfo> disks() {
        return hardware.disks();
    }

    @Override
    public void eject(String driveId, boolean force) throws MachineException {
        hardware.eject(driveId, force);
    }

    @Override
    public void changeMedium(String driveId, Path medium, boolean force) throws MachineException {
        hardware.changeMedium(driveId, medium, force);
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
        control.close();
        hardware.close();
    }
}
