package org.vitrine.engine.control;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.vitrine.engine.config.LinkedClone;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.machine.SnapshotControl;
import org.vitrine.engine.snapshot.Manifest;
import org.vitrine.engine.storage.CloneOrder;
import org.vitrine.engine.storage.SnapshotTree;

/** Snapshots of nothing; taking one waits until it is allowed to end. */
final class FakeSnapshots implements SnapshotControl {
    static final UUID ID = UUID.fromString("3f0d4a9e-7a53-4c57-9f7e-0d6a2b6f4c11");

    static final UUID CLONE = UUID.fromString("0b7c3a52-6a0c-4c0e-8d27-3c8b5d3c9a01");

    final List<String> asked = new CopyOnWriteArrayList<>();
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public SnapshotTree.Tree tree() {
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
        LinkedClone clone = new LinkedClone(CLONE, "copy", Path.of("/copy"), Optional.of(ID), List.of(), true);
        return new SnapshotTree.Tree(
                List.of(new SnapshotTree.Entry(manifest, 4096, 8192, Optional.empty())),
                Optional.of(ID),
                Optional.empty(),
                65_536,
                Map.of(),
                List.of(clone));
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
    public void revert(UUID id, Optional<String> keepPresent, Progress progress) throws MachineException {
        asked.add("revert %s keeping %s".formatted(id, keepPresent.orElse("nothing")));
        throw new MachineException("There is no snapshot %s.".formatted(id));
    }

    @Override
    public void delete(UUID id, Progress progress) {
        asked.add("delete " + id);
    }

    @Override
    public void describe(UUID id, Optional<String> name, Optional<String> note) {
        asked.add("describe %s as %s (%s)".formatted(id, name.orElse("before"), note.orElse("before")));
    }

    @Override
    public void check(UUID id, Progress progress) {
        asked.add("check " + id);
    }

    @Override
    public void discardSaved() {
        asked.add("discard");
    }

    @Override
    public void makeClone(CloneOrder order, Progress progress) {
        asked.add("clone " + order);
    }

    @Override
    public void releaseClone(UUID clone) {
        asked.add("release " + clone);
    }

    @Override
    public void save(Progress progress) {
        asked.add("save");
    }
}
