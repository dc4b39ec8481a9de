package org.vitrine.engine.control;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.vitrine.engine.device.Frame;
import org.vitrine.engine.machine.Cause;
import org.vitrine.engine.machine.ConfigControl;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.MachineListener;
import org.vitrine.engine.machine.NetworkControl;
import org.vitrine.engine.machine.Outcome;
import org.vitrine.engine.machine.RunState;
import org.vitrine.engine.machine.SnapshotControl;
import org.vitrine.engine.machine.StorageControl;

/** A machine that does at once what it is asked for, and writes down the input it gets. */
final class FakeMachine implements MachineControl {
    static final UUID ID = UUID.fromString("0b0e5c0a-1f6e-4b0e-9d3c-2f5b8a7c6d5e");

    final BlockingQueue<String> input = new LinkedBlockingQueue<>();
    final List<MachineListener> listeners = new CopyOnWriteArrayList<>();
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    final FakeStorage storage = new FakeStorage(this);
    final FakeNetworks networks = new FakeNetworks();
    final FakeConfig configuration = new FakeConfig();
    final FakeSnapshots snapshots = new FakeSnapshots();
    volatile boolean guestObeysPowerButton;
    private volatile RunState state = RunState.RUNNING;

    void tell(Consumer<MachineListener> what) {
        listeners.forEach(what);
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public UUID uuid() {
        return ID;
    }

    @Override
    public RunState state() {
        return state;
    }

    @Override
    public void pause() {
        if (state == RunState.RUNNING) {
            state = RunState.PAUSED;
            tell(MachineListener::stopped);
        }
    }

    @Override
    public void resume() {
        if (state == RunState.PAUSED) {
            state = RunState.RUNNING;
            tell(MachineListener::resumed);
        }
    }

    @Override
    public void reset(Cause cause) {
        tell(listener -> listener.reset(cause));
    }

    @Override
    public void pressPowerButton() {
        tell(MachineListener::powerdown);
        if (guestObeysPowerButton && state == RunState.RUNNING) {
            end(Cause.GUEST_SHUTDOWN, null);
        }
    }

    @Override
    public void quit(Cause cause) {
        end(cause, null);
    }

    void end(Cause cause, String failure) {
        if (!outcome.isDone()) {
            state = RunState.SHUTDOWN;
            tell(listener -> listener.shutdown(cause));
            outcome.complete(new Outcome(cause, failure));
        }
    }

    @Override
    public List<CpuInfo> cpus() {
        return List.of(new CpuInfo(0, 4711), new CpuInfo(1, 4712));
    }

    @Override
    public void key(String qcode, boolean down) throws MachineException {
        if (qcode.equals("lf")) {
            throw new MachineException("The keyboard has no key lf.");
        }
        input.add((down ? "+" : "-") + qcode);
    }

    @Override
    public void movePointer(int dx, int dy, int wheel) {
        input.add("move %d %d %d".formatted(dx, dy, wheel));
    }

    @Override
    public void button(String button, boolean down) {
        input.add((down ? "press " : "release ") + button);
    }

    @Override
    public Frame capture() {
        return new Frame(2, 2, new int[] {0x00ff0000, 0x0000ff00, 0x000000ff, 0x00123456});
    }

    @Override
    public ConfigControl configuration() {
        return configuration;
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
    public SnapshotControl snapshots() {
        return snapshots;
    }

    @Override
    public void addListener(MachineListener listener) {
        listeners.add(listener);
    }
}
