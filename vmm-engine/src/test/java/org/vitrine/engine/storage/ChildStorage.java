package org.vitrine.engine.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.image.work.KilledChild;
import org.vitrine.engine.snapshot.Manifest;

/** Work on stored machines, in a {@link KilledChild}. */
final class ChildStorage {
    /** What can be done to a machine that has the snapshots one, two and three, and is saved. */
    enum Work {
        TAKE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.discardSaved();
                at.stored.take("four", "");
            }
        },
        TAKE_SAVED {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.take("asleep", "");
            }
        },
        REVERT {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.revert(find(at, "one"), Optional.empty(), Progress.NONE);
            }
        },
        REVERT_AND_KEEP {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.revert(find(at, "two"), Optional.of("kept"), Progress.NONE);
            }
        },
        DELETE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.tree().delete(find(at, "two"), Progress.NONE);
            }
        },
        CLONE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.makeClone(order(at, false, Optional.empty()), Progress.NONE);
            }
        },
        LINKED_CLONE {
            @Override
            void perform(StoredMachineFixture at) throws IOException {
                at.stored.makeClone(order(at, true, Optional.of(find(at, "one"))), Progress.NONE);
            }
        };

        abstract void perform(StoredMachineFixture at) throws IOException;
    }

    private ChildStorage() {}

    private static UUID find(StoredMachineFixture at, String name) throws IOException {
        return at.machine.snapshots().list().snapshots().stream()
                .filter(snapshot -> snapshot.name().equals(name))
                .map(Manifest::id)
                .findFirst()
                .orElseThrow();
    }

    private static CloneOrder order(StoredMachineFixture at, boolean linked, Optional<UUID> snapshot) {
        return new CloneOrder(at.library.resolve("clone"), UUID.randomUUID(), "clone", linked, snapshot);
    }

    public static void main(String[] arguments) {
        Work work = Work.valueOf(arguments[0]);
        KilledChild.perform(library -> work.perform(new StoredMachineFixture(library)), arguments);
    }

    static Process start(Work work, List<Path> libraries) throws IOException {
        return KilledChild.start(List.of(), ChildStorage.class, work, libraries);
    }
}
