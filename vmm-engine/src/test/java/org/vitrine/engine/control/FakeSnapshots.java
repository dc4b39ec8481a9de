package org.vitrine.engine.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.SnapshotControl;
import org.vitrine.engine.snapshot.Manifest;

/** Snapshots of nothing; taking one waits until it is allowed to end. */
final class FakeSnapshots implements SnapshotControl {
    static final UUID ID = UUID.fromString("3f0d4a9e-7a53-4c57-9f7e-0d6a2b6f4c11");

    final List<String> asked = new CopyOnWriteArrayList<>();
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public Tree tree() {
        Manifest manifest = new Manifest(
                ID,
                Optional.empty(),
                "first",
                "a note",
                Instant.EPOCH,
                true,
                List.of(new Manifest.Region("ram", 0, 4096)),
                List.of(),
                Map.of());
        return new Tree(new ArrayList<>(List.of(new Entry(manifest, 4096))), Optional.of(ID), Map.of());
    }

    @Override
    public Manifest take(String name, String note, Progress progress) throws MachineException {
        asked.add("take %s (%s)".formatted(name, note));
        try {
            do {
                progress.at(1, 4);
            } while (!mayEnd.await(1, java.util.concurrent.TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return tree().entries().getFirst().manifest();
    }

    @Override
    public void revert(UUID id) throws MachineException {
        asked.add("revert " + id);
        throw new MachineException("There is no snapshot %s.".formatted(id));
    }

    @Override
    public void delete(UUID id, Progress progress) {
        asked.add("delete " + id);
    }

    @Override
    public void save(Progress progress) {
        asked.add("save");
    }
}
