package org.vitrine.engine.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.storage.CloneOrder;
import org.vitrine.engine.storage.MachineDirectory;
import org.vitrine.engine.storage.SnapshotTree;
import org.vitrine.engine.storage.StoredMachine;

/** The snapshots, saved state and clones of a machine that is off. Needs no KVM. */
public final class OfflineMachine implements SnapshotControl {
    private final StoredMachine machine;
    private final Runnable changed;
    private final ReentrantLock busy = new ReentrantLock();

    /** @param machineFile its configuration @param changed is told that the tree is another */
    public OfflineMachine(Path machineFile, Runnable changed) {
        this.machine = new StoredMachine(new MachineDirectory(machineFile));
        this.changed = changed;
    }

    /** Finishes what a killed process had begun. */
    public void sweep() throws IOException {
        machine.tree().sweep();
        machine.tree().tidy();
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    private <T> T alone(Action<T> action) throws MachineException, IOException {
        SnapshotBusy.begin(busy);
        try {
            T result = action.run();
            changed.run();
            return result;
        } finally {
            busy.unlock();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void change(Step step) throws MachineException, IOException {
        alone(() -> {
            step.run();
            return true;
        });
    }

    @Override
    public SnapshotTree.Tree tree() throws IOException {
        return machine.tree().read();
    }

    @Override
    public Manifest take(String name, String note, Progress progress) throws MachineException, IOException {
        return alone(() -> machine.take(name, note));
    }

    @Override
    public void revert(UUID id, Optional<String> keepPresent, Progress progress) throws MachineException, IOException {
        change(() -> machine.revert(id, keepPresent, progress));
    }

    @Override
    public void delete(UUID id, Progress progress) throws MachineException, IOException {
        change(() -> machine.tree().delete(id, progress));
    }

    @Override
    public void describe(UUID id, Optional<String> name, Optional<String> note) throws MachineException, IOException {
        change(() -> machine.tree().describe(id, name, note));
    }

    @Override
    public void check(UUID id, Progress progress) throws MachineException, IOException {
        SnapshotBusy.begin(busy);
        try {
            machine.tree().check(id, progress);
        } finally {
            busy.unlock();
        }
    }

    @Override
    public void save(Progress progress) throws MachineException {
        throw new MachineException("The machine is switched off; there is nothing to save.");
    }

    @Override
    public void discardSaved() throws MachineException, IOException {
        change(machine::discardSaved);
    }

    @Override
    public void makeClone(CloneOrder order, Progress progress) throws MachineException, IOException {
        change(() -> machine.makeClone(order, progress));
    }

    @Override
    public void releaseClone(UUID clone) throws MachineException, IOException {
        change(() -> machine.directory().clones().remove(clone));
    }
}
